import { expect, it } from "vitest";
import { planOf } from "./plan-transmission.ts";
import type { TransmissionRow } from "./whole-declaration.ts";

const at = new Date("2027-03-16T10:00:00Z");
/** A sending to SACD of the performances « a », « b » and « c ». */
const sending = (id: string, given: Partial<TransmissionRow>): { row: TransmissionRow; by: null } => ({
  by: null,
  row: {
    ...{
      id,
      organisationId: "o",
      declarationId: "d",
      declarationVersionId: id,
      body: "SACD",
      state: "accepted",
    },
    ...{ idempotencyKey: id, payloadKey: null, payloadSha256: null, mailKey: null, receiptKey: null },
    ...{
      performanceIds: ["a", "b", "c"],
      agencyLabel: null,
      agencyEmail: null,
      sentAt: at,
      bodyReference: null,
    },
    ...{ depositedOn: null, depositFileId: null, depositFileName: null, warnings: [], errors: [] },
    ...{ repVersion: 1, corrects: null, askedBy: "u", attachments: "none", outboundMailId: null },
    ...{ createdAt: at, updatedAt: at, version: 1 },
    ...given,
  },
});
const refused = (...performanceIds: string[]): TransmissionRow["errors"] =>
  performanceIds.map((performanceId) => ({ performanceId, field: null, code: null, message: "non" }));
/** Newest first, as they are read. */
const plan = (...transmissions: ReturnType<typeof sending>[]) =>
  planOf({ transmissions }, "SACD", ["a", "b", "c"]);

it("tells all of them first, and only those that were refused next", () => {
  expect(plan()).toEqual({ repVersion: 1, corrects: null, performanceIds: ["a", "b", "c"] });
  const first = sending("1", { state: "rejected", errors: refused("b") });
  expect(plan(first)).toEqual({ repVersion: 1, corrects: null, performanceIds: ["b"] });
  const second = sending("2", { state: "rejected", errors: refused("b"), performanceIds: ["b"] });
  expect(plan(second, first).performanceIds).toEqual(["b"]);
});

it("a refusal of the whole accepted none of them", () => {
  const whole = [{ performanceId: null, field: "dec_ref", code: null, message: "inconnu" }];
  expect(plan(sending("1", { state: "rejected", errors: whole })).performanceIds).toEqual(["a", "b", "c"]);
});

it("a rectification tells all of them again, and what it is refused is told again, whatever was accepted before it", () => {
  const first = sending("1", { state: "rejected", errors: refused("b") });
  const second = sending("2", { performanceIds: ["b"] });
  expect(plan(second, first)).toEqual({ repVersion: 2, corrects: "2", performanceIds: ["a", "b", "c"] });
  const third = sending("3", { state: "rejected", errors: refused("a"), repVersion: 2, corrects: "2" });
  expect(plan(third, second, first)).toEqual({ repVersion: 2, corrects: "2", performanceIds: ["a"] });
});
