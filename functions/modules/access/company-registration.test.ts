import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type Company, companySeal } from "../../../shared/access/companies.ts";
import { hashSecret } from "../../platform/ids.ts";
import { seal } from "../../platform/seal.ts";
import { aUser, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import type { AccountLetter } from "./account-letter.ts";
import { storedToken } from "./account-link.ts";
import { sendAccountMail } from "./account-mail-job.ts";
import { confirmRegistration, slugOf } from "./company-confirm.ts";
import { askToJoinCompany } from "./company-join.ts";
import { registerCompany } from "./company-register.ts";
import { previewRegistration } from "./company-registration.ts";
import { companyRegistration, organisation } from "./tables.ts";
import { actorOf, browser, granted, password, reasonOf } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;

/** An invented SIRET with a right key, never the same twice. */
let last = 0;
const aSiret = (): string => {
  last += 1;
  const key = (digits: string) =>
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((figure) => {
      const figures = [...`${digits}${figure}`].reverse().map(Number);
      const sum = figures.reduce((total, value, at) => {
        const doubled = at % 2 === 1 ? value * 2 : value;
        return total + (doubled > 9 ? doubled - 9 : doubled);
      }, 0);
      return sum % 10 === 0;
    });
  const siren = `0098${String(9000 + last)}`;
  const whole = `${siren}${key(siren)}0001`;
  return `${whole}${key(whole)}`;
};

const proofOf = (company: Partial<Company> = {}, seconds: number = companySeal.seconds) =>
  seal(
    database.env,
    companySeal.purpose,
    {
      siret: aSiret(),
      source: "directory",
      name: "LA TROUPE DU HALAGE",
      address: "12 CHEMIN DE HALAGE 18993 PORT-LAVERGNE",
      headOffice: true,
      headOfficeSiret: null,
      ...company,
    } satisfies Company,
    seconds,
  );
/** A visitor on a network of their own. */
const visitor = () => database.app({ kind: "visitor" }, { clientAddress: randomUUID() });
const person = (email = `yanis-${randomUUID()}@troupe.example`) => ({
  firstName: "Yanis",
  lastName: "Corbière",
  email,
});

/** What a mail about accounts would say, sent by the job as it runs. */
const letters = async (kind: string, address: string): Promise<AccountLetter[]> => {
  const rows = await admin`
    select id from account_mail where kind = ${kind} and address = ${address} and done_at is null order by created_at`;
  const written: AccountLetter[] = [];
  for (const { id } of rows)
    await sendAccountMail(
      database.worker(),
      async (_tx, _ctx, letter) => {
        written.push(letter);
        return [];
      },
      String(id),
    );
  return written;
};

/** Registers and reads the token out of the mail. */
const registered = async (company: Partial<Company> = {}, email = person().email) => {
  granted(await registerCompany(visitor(), { proof: await proofOf(company), ...person(email) }));
  const [letter] = await letters("registration", email);
  const token = letter?.button?.href.split("#")[1] ?? "";
  expect(token).toHaveLength(43);
  return { token, email };
};

test("a company registers: a mail, a password, and its founder administers it, declarations on, SIRET not verified", async () => {
  const siret = aSiret();
  const { token, email } = await registered({ siret });
  expect(granted(await previewRegistration(visitor(), token))).toMatchObject({
    ...{ siret, email, name: "LA TROUPE DU HALAGE", hasAccount: false, alreadyHere: false },
  });
  const confirmed = granted(await confirmRegistration(visitor(), { token, password }));
  expect(confirmed.signedIn).toMatchObject({ state: "open", me: { email, firstName: "Yanis" } });
  const [made] = await admin`select * from organisation where siret = ${siret}`;
  expect(made).toMatchObject({ kind: "company", services: ["declarations"], name: "LA TROUPE DU HALAGE" });
  expect(await actorOf(browser(database, confirmed.secret ?? ""))).toMatchObject({
    kind: "user",
    memberships: expect.arrayContaining([
      { organisationId: made?.id, service: "administration", roles: ["admin"] },
      { organisationId: made?.id, service: "declarations", roles: ["manager"] },
    ]),
  });
  expect(await admin`select status from siret_claim where siret = ${siret}`).toEqual([
    { status: "unverified" },
  ]);
  expect(reasonOf(await confirmRegistration(visitor(), { token, password }))).toBe("link_used");
});

test("declarations#25 two organisations may claim one SIRET: a squatter never blocks the true owner", async () => {
  const siret = aSiret();
  for (const _turn of [1, 2]) {
    const { token } = await registered({ siret });
    granted(await confirmRegistration(visitor(), { token, password }));
  }
  const made = await admin`select slug from organisation where siret = ${siret} order by created_at`;
  expect(made).toHaveLength(2);
  expect(new Set(made.map(({ slug }) => slug)).size).toBe(2);
  expect(await admin`select status from siret_claim where siret = ${siret}`).toEqual([
    { status: "unverified" },
    { status: "unverified" },
  ]);
});

test("of two confirmations at the same instant one company is made", async () => {
  const siret = aSiret();
  const { token } = await registered({ siret });
  const both = await Promise.all(
    [1, 2].map(() => confirmRegistration(database.anotherContainer("app"), { token, password })),
  );
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await admin`select id from organisation where siret = ${siret}`).toHaveLength(1);
});

test("what the directory does not publish is typed, and is not taken for official", async () => {
  const siret = aSiret();
  const proof = await proofOf({ siret, source: "masked", name: null, address: null });
  const email = person().email;
  const empty = await registerCompany(visitor(), { proof, ...person(email) });
  expect(empty.ok ? [] : empty.refusal.fields?.map(({ path }) => path)).toEqual(["name", "address"]);
  granted(
    await registerCompany(visitor(), {
      ...{ proof, ...person(email) },
      name: "Compagnie sans adresse",
      address: "3 rue du Puits, 18990 Valbrune",
    }),
  );
  expect(await admin`select official, name from company_registration where siret = ${siret}`).toEqual([
    { official: false, name: "Compagnie sans adresse" },
  ]);
});

test("what is typed never replaces what the directory says", async () => {
  const siret = aSiret();
  granted(
    await registerCompany(visitor(), { proof: await proofOf({ siret }), ...person(), name: "Autre nom" }),
  );
  expect(await admin`select name from company_registration where siret = ${siret}`).toEqual([
    { name: "LA TROUPE DU HALAGE" },
  ]);
});

test.each([
  ["an old proof", () => proofOf({}, -1), "proof_over"],
  ["a text that is no proof", async () => "a.b.c.d.e", "proof_over"],
  [
    "another establishment than the head office",
    () => proofOf({ headOffice: false, headOfficeSiret: aSiret() }),
    "not_head_office",
  ],
])("%s is refused", async (_what, proof, reason) => {
  expect(reasonOf(await registerCompany(visitor(), { proof: await proof(), ...person() }))).toBe(reason);
});

test("an address with an account gets the same answer, and confirms signed in, without a password", async () => {
  const user = await aUser(database, [], { email: `deja-${randomUUID()}@troupe.example` });
  const { token } = await registered({}, user.email);
  expect(granted(await previewRegistration(visitor(), token)).hasAccount).toBe(true);
  expect(reasonOf(await confirmRegistration(visitor(), { token, password }))).toBe("account_exists");
  const stranger = await signedIn(database, await aUser(database));
  expect(reasonOf(await confirmRegistration(stranger, { token }))).toBe("link_other_account");
  const confirmed = granted(await confirmRegistration(await signedIn(database, user), { token }));
  expect(confirmed).not.toHaveProperty("secret");
  const { signedIn: landed } = confirmed;
  expect(landed.state === "open" && landed.me.memberships.map(({ service }) => service).sort()).toEqual([
    "administration",
    "declarations",
  ]);
});

test("a weak password is refused at its field, and the link is still good", async () => {
  const { token } = await registered();
  for (const weak of [undefined, "la troupe du halage"])
    expect((await confirmRegistration(visitor(), { token, ...(weak ? { password: weak } : {}) })).ok).toBe(
      false,
    );
  expect((await confirmRegistration(visitor(), { token, password })).ok).toBe(true);
});

test("a company that is here already may be asked to be joined: its administrators are written to, nothing opens", async () => {
  const siret = aSiret();
  const first = await registered({ siret });
  granted(await confirmRegistration(visitor(), { token: first.token, password }));
  const second = await registered({ siret });
  expect(granted(await previewRegistration(visitor(), second.token)).alreadyHere).toBe(true);
  granted(await askToJoinCompany(visitor(), second.token));
  const [letter] = await letters("join_requested", first.email);
  expect(letter?.subject).toContain("Yanis Corbière demande à rejoindre LA TROUPE DU HALAGE");
  expect(letter?.paragraphs.join(" ")).toContain(second.email);
  expect(letter?.button?.href).toMatch(/\/espace\/la-troupe-du-halage[\w-]*\/membres$/);
  expect(await admin`select id from user_account where email = ${second.email}`).toHaveLength(0);
  expect(reasonOf(await askToJoinCompany(visitor(), second.token))).toBe("link_used");
});

test("nobody is asked about a company that is not here", async () => {
  const { token } = await registered();
  expect(reasonOf(await askToJoinCompany(visitor(), token))).toBe("company_not_here");
  expect(reasonOf(await previewRegistration(visitor(), token))).toBe("ok");
});

test("a link of registration opens nothing else, and an old one says so", async () => {
  const { token } = await registered();
  const [link] = await admin`select id, token_hash from secret_link where token_hash = ${hashSecret(token)}`;
  expect(storedToken(database.env, { id: String(link?.id), tokenHash: String(link?.token_hash) })).toBe(
    token,
  );
  await admin`update secret_link set expires_at = now() - interval '1 minute' where id = ${String(link?.id)}`;
  expect(reasonOf(await previewRegistration(visitor(), token))).toBe("link_expired");
  expect(reasonOf(await previewRegistration(visitor(), token.slice(0, 20)))).toBe("link_truncated");
});

test("one network or one address cannot start registrations without end", async () => {
  const network = database.app({ kind: "visitor" }, { clientAddress: "203.0.113.9" });
  const reasons: string[] = [];
  for (let turn = 0; turn < 6; turn++)
    reasons.push(reasonOf(await registerCompany(network, { proof: await proofOf(), ...person() })));
  expect(reasons).toEqual([...Array(5).fill("ok"), "too_many"]);
});

test("the journal keeps who asked as personal, and no token", async () => {
  const { token, email } = await registered();
  const rows = await admin`select * from audit_event where action = 'company.ask'`;
  expect(rows.at(-1)?.personal).toEqual(expect.arrayContaining(["email", "firstName", "lastName"]));
  const everything = JSON.stringify([await admin`select * from audit_event`, database.logged]);
  expect(everything).not.toContain(token);
  expect(JSON.stringify(database.logged)).not.toContain(email);
});

test("a user of the API sees no registration and founds nothing that is not theirs", async () => {
  const { id } = await aUser(database);
  const ctx = await signedIn(database, { id });
  expect(
    await ctx.db
      .select()
      .from(companyRegistration)
      .catch(() => "refused"),
  ).toBe("refused");
  await expect(
    ctx.db.insert(organisation).values({
      ...{ id: randomUUID(), slug: `s-${randomUUID()}`, name: "x", kind: "company", siret: aSiret() },
      settings: { senderName: "x", shortName: "x", address: [] },
    }),
  ).rejects.toThrow();
});

test.each([
  ["LA TROUPE DU HALAGE", "la-troupe-du-halage"],
  ["Théâtre de l’Œil & Cie", "theatre-de-l-oeil-cie"],
  ["Ô", "entreprise-o"],
  ["!!!", "entreprise"],
])("« %s » is at %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
