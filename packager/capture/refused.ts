/** Thrown by the readers for a value that no image can hold; the walk turns it into NOT_CAPTURABLE with its place. */
export class Refused extends Error {
  readonly remedy: string;
  readonly position: string | null;

  constructor(reason: string, remedy: string, position: string | null = null) {
    super(reason);
    this.remedy = remedy;
    this.position = position;
  }
}
