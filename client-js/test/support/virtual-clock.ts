import { VirtualClock as TestClock } from '../../src/testing/virtual-clock.js';

/** The clock of the package's testing kit, with a machine around it that somebody may tamper with. */
export class VirtualClock extends TestClock {
  #adjustment = 0;

  constructor() {
    super(undefined, settled);
  }

  override now(): number {
    return super.now() + this.#adjustment;
  }

  /** Somebody sets the clock of the machine; alarms ring when they would have. */
  adjust(ms: number): void {
    this.#adjustment += ms;
  }
}

/** Everything that could run without outside help has run: all microtasks. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
