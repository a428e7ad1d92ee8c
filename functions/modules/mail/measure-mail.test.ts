import { expect, test } from "vitest";
import { uuidV7 } from "../../platform/ids.ts";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { measureMail } from "./measure-mail.ts";

const database = testDatabase();
const { admin } = database;
const measured = async () => {
  database.logged.length = 0;
  await measureMail(database.worker());
  return database.logged.find(({ event }) => event === "mail.state");
};

test("what is in work is measured: the oldest mail, copies uncertain or due, files to scan", async () => {
  expect(await measured()).toMatchObject({ oldestSeconds: 0, uncertain: 0, due: 0, scanPending: 0 });
  const now = new Date("2027-03-16T12:00:00Z");
  database.setNow(now);
  const organisation = await anOrganisation(database);
  const [message, ago] = [uuidV7(now), (seconds: number) => new Date(now.getTime() - seconds * 1000)];
  for (const [state, seconds] of [
    ["processing", 90],
    ["received", 420],
    ["done", 4000],
  ] as const)
    await admin`insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts, state)
      values (${uuidV7(now)}, ${state}, 'mail-raw', ${state}, ${ago(seconds)}, '{}', '{}', ${state})`;
  await admin`insert into outgoing_message (id, service, class, template, sender_name, subject, text, html, idempotency_key)
    values (${message}, 'letters', 'conversation', 'free', 'Lettres', 'Bonjour', '', '', 'measured')`;
  for (const [address, state, due] of [
    ["a", "uncertain", 10],
    ["b", "queued", 10],
    ["c", "queued", -600],
  ] as const)
    await admin`insert into outgoing_recipient (id, outgoing_message_id, address, from_local_part, kind, state, state_at,
        next_attempt_at, return_token)
      values (${uuidV7(now)}, ${message}, ${address}, 'noreply', 'to', ${state}, ${now}, ${ago(due)}, ${address})`;
  for (const scan of ["pending", "clean"])
    await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
      values (${uuidV7(now)}, ${organisation.id}, ${scan}, 1, 'text/plain', ${scan}, ${scan})`;
  expect(await measured()).toMatchObject({ oldestSeconds: 420, uncertain: 1, due: 1, scanPending: 1 });
});
