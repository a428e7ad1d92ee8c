import { expect, it } from "vitest";
import type { Problem } from "../../shared/platform/problem.ts";
import { ProblemError } from "../app/api.ts";
import { createUploads, summary, type UploadDoor } from "./uploads.ts";

/** A door whose every step waits until the test lets it go on. */
const heldDoor = () => {
  const held: Array<{ step: string; go: () => void; fail: (error: Error) => void }> = [];
  const hold = <T>(step: string, value: T) =>
    new Promise<T>((resolve, reject) => held.push({ step, go: () => resolve(value), fail: reject }));
  let ids = 0;
  const door: UploadDoor = {
    ticket: ({ name }) =>
      hold(`ticket ${name}`, { id: `id-${++ids}`, url: "https://store.example", fields: {} }),
    send: (_, file, onSent) => {
      onSent(Math.floor(file.size / 2));
      return hold(`send ${file.name}`, undefined);
    },
    check: (id) =>
      hold(`check ${id}`, { state: "accepted", id, name: "x", size: 1, type: "application/pdf" }),
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const next = async (act: "go" | "fail" = "go", error = new Error("cut")) => {
    const step = held.shift();
    if (act === "go") step?.go();
    else step?.fail(error);
    await settle();
    return step?.step;
  };
  return { door, held, next };
};
const file = (name: string, size = 100) => new File([new Uint8Array(size)], name);
const states = (uploads: ReturnType<typeof createUploads>) => uploads.snapshot().map(({ state }) => state.at);

it("two files go at a time and each ends added", async () => {
  const { door, held, next } = heldDoor();
  const uploads = createUploads(door);
  uploads.add([file("a.pdf"), file("b.pdf"), file("c.pdf")]);
  expect(held.map(({ step }) => step)).toEqual(["ticket a.pdf", "ticket b.pdf"]);
  expect(states(uploads)).toEqual(["sending", "sending", "waiting"]);
  while (held.length > 0) await next();
  expect(states(uploads)).toEqual(["added", "added", "added"]);
  expect(summary(uploads.snapshot())).toMatchObject({ count: 3, bytes: 300, underWay: 0 });
});

it("a cut sending keeps what went and can be tried again from the check when the bytes had arrived", async () => {
  const { door, next } = heldDoor();
  const uploads = createUploads(door);
  uploads.add([file("a.pdf")]);
  await next();
  await next("fail");
  expect(uploads.snapshot()[0]?.state).toEqual({ at: "interrupted", sent: 50 });
  const key = uploads.snapshot()[0]?.key ?? "";
  uploads.retry(key);
  await next();
  await next();
  expect(await next("fail")).toMatch(/^check/);
  uploads.retry(key);
  expect(await next()).toMatch(/^check/);
  expect(states(uploads)).toEqual(["added"]);
});

it("mediation#49 a refused file is never sent, keeps its cause and does not count", async () => {
  const { door, held } = heldDoor();
  const uploads = createUploads(door);
  uploads.add([file("archive.zip"), file("vide.pdf", 0)]);
  expect(held).toEqual([]);
  expect(uploads.snapshot().map(({ state }) => state.at === "refused" && state.cause)).toEqual([
    "les dossiers compressés (.zip) ne sont pas acceptés.",
    "ce fichier est vide.",
  ]);
  expect(summary(uploads.snapshot())).toMatchObject({ count: 0, bytes: 0, ids: [] });
});

it("the API's refusal is shown at the file", async () => {
  const { door, next } = heldDoor();
  const uploads = createUploads(door);
  uploads.add([file("a.pdf")]);
  const problem = { status: 422, detail: "Ce fichier est trop gros.", reason: "too_big" } as Problem;
  await next("fail", new ProblemError(problem));
  expect(uploads.snapshot()[0]?.state).toEqual({
    at: "refused",
    cause: "ce fichier est trop gros.",
    advice: "",
  });
});

it("mediation#8 a removed file leaves the list of ids, also while it is being sent", async () => {
  const { door, held, next } = heldDoor();
  const uploads = createUploads(door);
  uploads.add([file("a.pdf"), file("b.pdf")]);
  uploads.remove(uploads.snapshot()[0]?.key ?? "");
  while (held.length > 0) await next();
  expect(uploads.snapshot().map(({ name }) => name)).toEqual(["b.pdf"]);
  expect(summary(uploads.snapshot()).ids).toEqual(["id-2"]);
});
