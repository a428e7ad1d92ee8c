import type postgres from "postgres";
import { accessAuditWords } from "../../../shared/access/audit-words.ts";
import { declarationAuditWords } from "../../../shared/declarations/audit-words.ts";
import { mediationAuditWords } from "../../../shared/mediation/audit-words.ts";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const email = /[^\s@"]+@[^\s@"]+\.[a-z]{2,}/i;
const phone = /(?:\+\d{2}|\b0)[ .]?[1-9](?:[ .]?\d{2}){4}\b/;

/**
 * Values in the journal's before and after that look personal (an address, a phone number, a last name known to this
 * database) under a key that its note did not mark as personal: erasure would leave them behind.
 * Answers `action.key` of each.
 */
export const personalInJournal = async (admin: postgres.Sql): Promise<string[]> => {
  const rows = await admin<{ action: string; key: string; value: string }[]>`
    select distinct e.action, f.key, f.value::text as value
    from audit_event e, lateral (select * from jsonb_each(e.before) union all select * from jsonb_each(e.after)) f
    where not f.key = any (e.personal)`;
  if (rows.length === 0) return [];
  const people = await admin<{ name: string }[]>`
    select last_name as name from user_account where length(last_name) > 3
    union select last_name from party where length(last_name) > 3`;
  const looksPersonal = (value: string) =>
    email.test(value) || phone.test(value) || people.some(({ name }) => value.includes(name));
  const found = rows.filter(({ value }) => looksPersonal(value.replaceAll(uuid, "")));
  return [...new Set(found.map(({ action, key }) => `${action}.${key}`))];
};

const words = [accessAuditWords, mediationAuditWords, declarationAuditWords];
/** Actions that only tests write. */
const ofTests = /^(test|counter|row)\./;

/** Actions and fields of the journal that no reader would understand: those without words. */
export const wordlessInJournal = async (admin: postgres.Sql): Promise<string[]> => {
  const rows = await admin<{ action: string; key: string | null }[]>`
    select distinct e.action, f.key from audit_event e left join lateral
      (select * from jsonb_each(e.before) union all select * from jsonb_each(e.after)) f on true`;
  const wordless = rows
    .filter(({ action }) => !ofTests.test(action))
    .flatMap(({ action, key }) => {
      const own = words.find(({ actions }) => actions[action]);
      if (!own) return [action];
      return key === null || own.fields[key] ? [] : [`${action}.${key}`];
    });
  return [...new Set(wordless)];
};
