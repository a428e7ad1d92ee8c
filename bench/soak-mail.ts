/**
 * `npm run soak:mail` (`-- --mails=5000 --seed=7`): mails of every kind of the decision tables, announced one to three
 * times, late and in disorder, to functions that are killed at random while the database restarts once. Prints what
 * they became; the exit code is 1 when a mail is lost, doubled or misplaced, or one of ours left twice.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { soak } from "./soak/soak.ts";

const given = (name: string, usual: number): number => {
  const word = process.argv.find((one) => one.startsWith(`--${name}=`));
  const value = word === undefined ? usual : Number(word.slice(name.length + 3));
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a whole number`);
  return value;
};

const dataDir = mkdtempSync(join(tmpdir(), "guichet-soak-"));
const started = performance.now();
const step = (words: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${words}`);
try {
  const { counts, faults } = await soak({
    mails: given("mails", 5_000),
    seed: given("seed", Date.now() % 100_000),
    dataDir,
    senders: 8,
    killEvery: 1_500,
    onStep: step,
  });
  for (const [name, value] of Object.entries(counts)) console.log(`${String(value).padStart(6)}  ${name}`);
  for (const fault of faults.slice(0, 50)) console.log(`FAULT ${fault}`);
  if (faults.length > 50) console.log(`FAULT and ${faults.length - 50} more`);
  step(faults.length === 0 ? "every mail is accounted for" : `${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
