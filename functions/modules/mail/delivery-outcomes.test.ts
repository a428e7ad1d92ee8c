import { describe, expect, test } from "vitest";
import { outcomeOfReport, outcomesOfSesEvent, SesEvent } from "./delivery-outcomes.ts";
import { read } from "./read.ts";

const mail = {
  messageId: "ses-1",
  timestamp: "2026-03-03T09:00:00.000Z",
  destination: ["anna@x.example"],
  tags: { r: ["id"] },
};
const event = (part: object) => outcomesOfSesEvent(SesEvent.parse({ mail, ...part }));
const bounced = (bounceType: string, bounceSubType: string, rest: object = {}) =>
  event({
    eventType: "Bounce",
    bounce: {
      bounceType,
      bounceSubType,
      feedbackId: "f",
      timestamp: mail.timestamp,
      bouncedRecipients: [{ emailAddress: "Anna@X.example", ...rest }],
    },
  })[0];

describe("SES events", () => {
  test.each<[string, string, object, string, string | undefined]>([
    ["Permanent", "General", {}, "hard_bounced", "undeliverable"],
    ["Permanent", "NoEmail", {}, "hard_bounced", "undeliverable"],
    ["Permanent", "OnAccountSuppressionList", {}, "suppressed", "undeliverable"],
    ["Transient", "General", {}, "soft_bounced", undefined],
    ["Transient", "MailboxFull", {}, "soft_bounced", undefined],
    ["Transient", "MessageTooLarge", {}, "failed", undefined],
    ["Transient", "ContentRejected", {}, "failed", undefined],
    ["Undetermined", "Undetermined", {}, "soft_bounced", undefined],
    [
      "Undetermined",
      "Undetermined",
      { diagnosticCode: "smtp; 550 5.1.1 no such user" },
      "hard_bounced",
      "undeliverable",
    ],
  ])("mail#69 %s/%s %o", (type, subType, rest, state, address) => {
    expect(bounced(type, subType, rest)).toMatchObject({ state, address, recipient: "anna@x.example" });
  });

  test("delivery, delay, complaint, send and reject", () => {
    const at = { timestamp: mail.timestamp };
    expect(
      event({ eventType: "Delivery", delivery: { ...at, recipients: ["anna@x.example"] } })[0]?.state,
    ).toBe("delivered");
    expect(
      event({
        eventType: "DeliveryDelay",
        deliveryDelay: { ...at, delayedRecipients: [{ emailAddress: "anna@x.example" }] },
      })[0]?.state,
    ).toBe("delayed");
    expect(event({ eventType: "Send" })[0]?.state).toBe("sent");
    expect(event({ eventType: "Reject", reject: { reason: "Bad content" } })[0]?.state).toBe("failed");
    expect(event({ eventType: "Open" })[0]?.state).toBeUndefined();
    const complaint = { ...at, feedbackId: "f", complainedRecipients: [{ emailAddress: "anna@x.example" }] };
    expect(event({ eventType: "Complaint", complaint })[0]).toMatchObject({
      state: "complained",
      address: "complained",
    });
    expect(
      event({ eventType: "Complaint", complaint: { ...complaint, complaintFeedbackType: "not-spam" } })[0],
    ).toMatchObject({ state: undefined, address: "cleared" });
    // SES held it back for an earlier complaint: nobody complained about this one.
    expect(
      event({
        eventType: "Complaint",
        complaint: { ...complaint, complaintSubType: "OnAccountSuppressionList" },
      })[0],
    ).toMatchObject({ state: "suppressed", address: "complained" });
  });

  test("mail#72 the same event has the same key, another one another", () => {
    expect(bounced("Permanent", "General")?.eventKey).toBe(bounced("Permanent", "General")?.eventKey);
    const other = event({ eventType: "Send" });
    expect(other[0]?.eventKey).not.toBe(bounced("Permanent", "General")?.eventKey);
  });

  test("addresses in a server's words are masked", () => {
    expect(
      bounced("Permanent", "General", { diagnosticCode: "smtp; 550 <anna@x.example>: unknown" })?.diagnostic,
    ).toBe("smtp; 550 <•••@•••>: unknown");
  });
});

describe("reports by mail", () => {
  const at = new Date("2026-03-03T09:00:00Z");
  const reported = async (fields: string) => {
    const raw = `Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nnon remis\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n${fields}\r\n--b--`;
    const { report } = await read(Buffer.from(raw), { receivedAt: at });
    return (report?.recipients ?? []).map((group) => outcomeOfReport(report ?? fail(), group, "id", at));
  };
  const fail = (): never => {
    throw new Error("no report was read");
  };
  const group = (action: string, status: string, rest = "") =>
    `Final-Recipient: rfc822; anna@x.example\r\nAction: ${action}\r\nStatus: ${status}\r\n${rest}`;

  test.each([
    ["failed", "5.1.1", "hard_bounced", "undeliverable"],
    ["failed", "5.1.10", "hard_bounced", "undeliverable"],
    ["mail#73 failed", "5.2.2", "soft_bounced", undefined],
    ["mail#74 failed", "5.7.1", "failed", undefined],
    ["failed", "5.3.4", "failed", undefined],
    ["failed", "4.4.7", "soft_bounced", undefined],
    ["failed", "", "soft_bounced", undefined],
    ["delayed", "4.4.1", "delayed", undefined],
    ["delivered", "2.0.0", "delivered", undefined],
  ])("%s %s", async (action, status, state, address) => {
    const [outcome] = await reported(group(action.split(" ").at(-1) ?? "", status));
    expect(outcome).toMatchObject({ state, address });
  });

  test("mail#75 a report about two recipients says two things", async () => {
    const outcomes = await reported(
      `${group("delivered", "2.1.5")}\r\nFinal-Recipient: rfc822; b@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n`,
    );
    expect(outcomes.map((outcome) => outcome.state)).toEqual(["delivered", "hard_bounced"]);
    expect(outcomes[0]?.eventKey).not.toBe(outcomes[1]?.eventKey);
  });
});
