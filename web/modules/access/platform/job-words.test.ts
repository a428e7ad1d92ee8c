import { expect, it } from "vitest";
import { jobState } from "./job-words.ts";

const job = {
  name: "sweep-outbox",
  does: "envoie ce qui attend",
  startedAt: "2027-03-16T09:00:00Z",
  finishedAt: "2027-03-16T09:00:01Z",
  lastError: null,
  silent: false,
};

it.each([
  [{}, "Passe normalement"],
  [{ lastError: "TimeoutError" }, "Dernier passage en échec"],
  [{ silent: true, lastError: "TimeoutError" }, "Ne donne plus signe de vie"],
  [{ startedAt: null, finishedAt: null }, "Pas encore passé"],
  [{ startedAt: null, finishedAt: null, silent: true }, "N’a jamais donné signe de vie"],
])("%o is said « %s »", (part, words) => {
  expect(jobState({ ...job, ...part }).words).toBe(words);
});
