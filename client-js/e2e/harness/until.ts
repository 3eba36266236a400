import { setTimeout as pause } from 'node:timers/promises';

/** Looks again and again until the condition holds; a condition that throws ends the wait. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limit = 20_000,
): Promise<void> {
  const deadline = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${limit} ms in vain for ${what}.`);
    await pause(50);
  }
}
