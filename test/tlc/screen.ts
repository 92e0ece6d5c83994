/** Records what is written. */
export class Recorder {
  readonly isTTY: boolean
  private readonly texts: string[] = []

  constructor(isTTY = false) {
    this.isTTY = isTTY
  }

  write(text: string): void {
    this.texts.push(text)
  }

  /** Everything that was written. */
  get text(): string {
    return this.texts.join('')
  }
}
