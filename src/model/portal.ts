/** Where API users get their credentials. */
export const ACCESS_PAGE = "https://my.wpengine.com/api_access";

export const PORTAL = "https://my.wpengine.com";
