export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** A whole word that may stand at the end of a line, and what it is. */
export interface Reply {
  readonly text: string;
  readonly description: string;
}
