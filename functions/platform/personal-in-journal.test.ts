import { expect, it } from "vitest";
import { mutate, permit } from "./mutate.ts";
import { aMediator, anOrganisation } from "./test-kit/builders.ts";
import { testDatabase } from "./test-kit/database.ts";
import { personalInJournal } from "./test-kit/personal-in-journal.ts";

const database = testDatabase();

it("finds an address, a phone number and a name that a note does not mark, and nothing that it marks", async () => {
  const organisation = await anOrganisation(database);
  const { actor } = await aMediator(database, organisation.id, { lastName: "Quatrebarbes" });
  const write = (after: Record<string, unknown>, personal: string[] = []) =>
    mutate(database.app(actor), async () => ({
      result: null,
      permission: permit(true),
      audit: {
        action: "test.write",
        organisationId: organisation.id,
        target: { kind: "test", id: organisation.id },
        after,
        personal,
      },
      events: [],
    }));
  await write({ assigneeId: actor.userId, dueOn: "2027-05-14", number: "2027-00042", files: 3 });
  await write({ email: "amina@courriel.example", phone: "06 11 22 33 44", name: "Mme Quatrebarbes" }, [
    "email",
    "phone",
    "name",
  ]);
  expect(await personalInJournal(database.admin)).toEqual([]);
  await write({ to: "amina@courriel.example", tel: "+33 6 11 22 33 44", who: ["Mme Quatrebarbes"] });
  const found = await personalInJournal(database.admin);
  expect(found.toSorted()).toEqual(["test.write.tel", "test.write.to", "test.write.who"]);
  await database.admin`delete from audit_event`;
});
