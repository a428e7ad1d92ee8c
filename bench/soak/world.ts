import { randomBytes, randomUUID } from "node:crypto";
import type postgres from "postgres";
import { uuidV7 } from "../../functions/platform/ids.ts";
import { tokenFromBytes } from "../../shared/mail/address.ts";

/** Someone who writes to the office, and the address of ours that answers them. */
export interface Person {
  participantId: string;
  address: string;
  /** `r-<token>` */
  reply: string;
}

/** A case with two people and every address that leads to it. */
export interface SoakCase {
  id: string;
  organisation: SoakOrganisation;
  requester: Person;
  administration: Person;
  /** `r-…` of the requester, rotated and revoked. */
  rotated: string;
  revoked: string;
  /** Who handles it, and the `a-…` of the notices they got. */
  handler: Agent;
  handlerReply: string;
  /** `a-…` of somebody who may not write on it. */
  outsider: Agent;
  outsiderReply: string;
  /** A message already sent to the requester. */
  sent: { recipientId: string; wireId: string; returnPath: string };
}

interface Agent {
  id: string;
  address: string;
}

export interface SoakOrganisation {
  id: string;
  name: string;
  /** Local parts of its public addresses, one per mode. */
  open: string;
  knownOnly: string;
  closed: string;
  agents: Agent[];
  /** Members of the organisation without a role in mediation that writes. */
  readers: Agent[];
  blocked: string;
}

export interface SoakWorld {
  organisations: SoakOrganisation[];
  open: SoakCase[];
  closed: SoakCase[];
  /** Cases merged into the open one of the same index. */
  merged: { from: SoakCase; into: SoakCase }[];
  /** A case to which more is written than its limit lets through; no other kind draws it. */
  flooded: SoakCase;
}

const token = () => tokenFromBytes(randomBytes(16));
const agentsEach = 24;

/** Fills a database with the organisations, cases and addresses that `cases` open cases need. */
export const makeWorld = async (sql: postgres.Sql, cases: number): Promise<SoakWorld> => {
  const organisations: SoakOrganisation[] = [];
  for (let n = 0; n < Math.max(4, Math.ceil(cases / 25)); n += 1)
    organisations.push(await makeOrganisation(sql, n));
  const [town] = organisations;
  if (!town) throw new Error("no organisation");
  const flooded = await makeCase(sql, town, cases * 3, "TO_PROCESS");
  const world: SoakWorld = { organisations, open: [], closed: [], merged: [], flooded };
  for (let n = 0; n < cases; n += 1) {
    const organisation = organisations[n % organisations.length];
    if (!organisation) throw new Error("a case needs an organisation");
    const made = await makeCase(sql, organisation, n * 3, "TO_PROCESS");
    world.open.push(made);
    if (n % 8 === 0) world.closed.push(await makeCase(sql, organisation, n * 3 + 1, "CLOSED"));
    if (n % 8 === 1)
      world.merged.push({
        from: await makeCase(sql, organisation, n * 3 + 2, "MERGED", made.id),
        into: made,
      });
  }
  return world;
};

const makeOrganisation = async (sql: postgres.Sql, n: number): Promise<SoakOrganisation> => {
  const made: SoakOrganisation = {
    id: uuidV7(new Date()),
    name: `ville-${n}`,
    open: `ville-${n}.mediation`,
    knownOnly: `ville-${n}-connus.mediation`,
    closed: `ville-${n}-ferme.mediation`,
    agents: [],
    readers: [],
    blocked: `bloque@indesirable-${n}.example`,
  };
  const settings = {
    senderName: `Médiation – Ville ${n}`,
    shortName: made.name,
    address: [],
    mediation: { title: "médiatrice", intro: "", accepts: [], refers: [], privacy: "", dueDays: 60 },
  };
  await sql`
    insert into organisation (id, slug, name, kind, services, settings)
    values (${made.id}, ${made.name}, ${`Ville ${n}`}, 'commune', '{mediation}', ${sql.json(settings)})`;
  const modes = [
    ["open", made.open],
    ["known_only", made.knownOnly],
    ["closed", made.closed],
  ] as const;
  for (const [mode, localPart] of modes)
    await sql`insert into intake_address (id, organisation_id, service, local_part, mode)
      values (${randomUUID()}, ${made.id}, 'mediation', ${localPart}, ${mode})`;
  for (let one = 0; one < agentsEach; one += 1) {
    made.agents.push(await makeAgent(sql, made, `agent-${one}`, one === 0 ? "manager" : "mediator"));
    if (one % 3 === 0) made.readers.push(await makeAgent(sql, made, `lecteur-${one}`, "reader"));
  }
  await sql`
    insert into blocked_sender (id, organisation_id, kind, value, until, created_by)
    values (${randomUUID()}, ${made.id}, 'address', ${made.blocked}, now() + interval '180 days',
      ${made.agents[0]?.id ?? null})`;
  return made;
};

const makeAgent = async (sql: postgres.Sql, organisation: SoakOrganisation, name: string, role: string) => {
  const agent = { id: randomUUID(), address: `${name}@${organisation.name}.example` };
  await sql`insert into user_account (id, email, first_name, last_name)
    values (${agent.id}, ${agent.address}, 'Camille', ${name})`;
  await sql`insert into membership (id, organisation_id, user_id, service, roles)
    values (${randomUUID()}, ${organisation.id}, ${agent.id}, 'mediation', ${[role]})`;
  await sql`insert into independence (organisation_id, user_id, declared_at)
    values (${organisation.id}, ${agent.id}, now())`;
  return agent;
};

const makeCase = async (
  sql: postgres.Sql,
  organisation: SoakOrganisation,
  n: number,
  status: "TO_PROCESS" | "CLOSED" | "MERGED",
  mergedInto?: string,
): Promise<SoakCase> => {
  const id = uuidV7(new Date());
  const of = <T>(list: readonly T[]): T => {
    const item = list[n % list.length];
    if (!item) throw new Error("the organisation has nobody");
    return item;
  };
  const handler = of(organisation.agents);
  const outsider = of(organisation.readers);
  const closed = status === "CLOSED";
  await sql`
    insert into cases (id, organisation_id, year, seq, received_at, registered_at, channel, status, status_since,
      assignee_id, subject, description, closed_at, closed_by, outcome, mediation_ended_on, merged_into_id, filing_key,
      last_exchange_at, updated_at)
    values (${id}, ${organisation.id}, 2026, ${n + 1}, now() - interval '20 days', now() - interval '20 days', 'WEB',
      ${status}, now(), ${handler.id}, ${`Litige ${n}`}, 'Je conteste cette facture.',
      ${closed ? sql`now() - interval '2 days'` : null}, ${closed ? handler.id : null}, ${closed ? "PARTIAL" : null},
      ${closed ? sql`current_date - 2` : null}, ${mergedInto ?? null}, ${`soak:${n}`}, now(), now())`;
  await sql`insert into case_counter (organisation_id, year, last) values (${organisation.id}, 2026, ${n + 1})
    on conflict (organisation_id, year) do update set last = greatest(case_counter.last, excluded.last)`;
  const partyId = randomUUID();
  const requesterAddress = `demande@foyer-${n}.example`;
  await sql`insert into party (id, organisation_id, case_id, role, kind, last_name, email, email_canonical,
      preferred_contact, search_text)
    values (${partyId}, ${organisation.id}, ${id}, 'REQUESTER', 'NATURAL', ${`Foyer ${n}`}, ${requesterAddress},
      ${requesterAddress}, 'EMAIL', ${` foyer ${n}`})`;
  const reply = async (kind: "participant" | "agent", state: string, whoId: string) => {
    const made = token();
    await sql`insert into reply_address (id, organisation_id, token, kind, service, target_id, participant_id, user_id,
        state)
      values (${randomUUID()}, ${organisation.id}, ${made}, ${kind}, 'mediation', ${id},
        ${kind === "participant" ? whoId : null}, ${kind === "agent" ? whoId : null}, ${state})`;
    return `${kind === "agent" ? "a" : "r"}-${made}`;
  };
  const person = async (side: string, address: string, party: string | null): Promise<Person> => {
    const participantId = randomUUID();
    await sql`insert into participant (id, organisation_id, case_id, party_id, side, display_name, email,
        email_canonical, verification)
      values (${participantId}, ${organisation.id}, ${id}, ${party}, ${side}, ${`Personne ${n}`}, ${address},
        ${address}, 'verified')`;
    return { participantId, address, reply: await reply("participant", "live", participantId) };
  };
  const requester = await person("REQUESTER", requesterAddress, partyId);
  const administration = await person("ADMINISTRATION", `service@regie-${n}.example`, null);
  const handlerReply = await reply("agent", "live", handler.id);
  const send = async (address: string, from: string, participantId: string | null, key: string) => {
    const sent = {
      recipientId: randomUUID(),
      wireId: `<${key}@eu-west-3.amazonses.com>`,
      returnPath: token(),
    };
    const messageId = randomUUID();
    await sql`insert into outgoing_message (id, organisation_id, service, target_id, class, template, sender_name,
        subject, text, html, idempotency_key)
      values (${messageId}, ${organisation.id}, 'mediation', ${id}, ${participantId ? "conversation" : "notice"}, 'free',
        'Médiation', 'Votre dossier', 'Bonjour', '<p>Bonjour</p>', ${`soak:${key}`})`;
    await sql`insert into outgoing_recipient (id, organisation_id, outgoing_message_id, address, participant_id,
        from_local_part, kind, state, state_at, provider, provider_message_id, wire_message_ids, attempts, return_token)
      values (${sent.recipientId}, ${organisation.id}, ${messageId}, ${address}, ${participantId}, ${from}, 'to', 'sent',
        now(), 'ses', ${key}, ${[sent.wireId]}, 1, ${sent.returnPath})`;
    return { messageId, sent };
  };
  const toRequester = [requesterAddress, requester.reply, requester.participantId, `envoi-${n}`] as const;
  const { messageId, sent } = await send(...toRequester);
  await send(handler.address, handlerReply, null, `envoi-avis-${n}`);
  await sql`insert into case_entry (id, organisation_id, case_id, kind, direction, medium, side, occurred_at,
      author_user_id, subject, text, outgoing_message_id)
    values (${randomUUID()}, ${organisation.id}, ${id}, 'message', 'OUT', 'EMAIL', 'REQUESTER', now(), ${handler.id},
      'Votre dossier', 'Bonjour', ${messageId})`;
  return {
    ...{ id, organisation, requester, administration, handler, handlerReply, outsider, sent },
    rotated: await reply("participant", "rotated", requester.participantId),
    revoked: await reply("participant", "revoked", requester.participantId),
    outsiderReply: await reply("agent", "live", outsider.id),
  };
};
