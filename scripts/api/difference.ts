/** A difference between what the action relies on and what a description says. */
export interface Difference {
  /** Whether the action can fail because of it, or a person must decide. */
  readonly matters: boolean;
  readonly text: string;
}

export function harm(text: string): Difference {
  return { matters: true, text };
}

export function news(text: string): Difference {
  return { matters: false, text };
}
