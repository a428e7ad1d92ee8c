import { placeKey, showKey } from "../../../functions/modules/declarations/show-key.ts";
import type { Body, PerformanceType } from "../../../shared/declarations/enums.ts";
import { figuresOf, netOfLines, type SaleLine } from "../../../shared/declarations/money.ts";
import { zonedInstant } from "../../../shared/declarations/zoned-time.ts";
import { declaredShow } from "./declared.ts";
import { withOwnDraws } from "./journal-line.ts";
import { dayOf, days, idOf, later, newId, type World } from "./world.ts";

/** The theatre of the demo, in other-people.ts. */
const slug = "theatre-de-la-lanterne";
const nora = "n.delmas@lanterne.example";
const timeZone = "Europe/Paris";

const line = (given: Partial<SaleLine> & Pick<SaleLine, "categoryId" | "categoryName">): SaleLine => {
  const whole = {
    unitPrice: 0,
    rate: 550,
    paid: 0,
    free: 0,
    channel: "internal",
    kind: "sale",
    ...given,
  } as const;
  return { ...whole, gross: (whole.unitPrice ?? 0) * whole.paid };
};
const full = (paid: number) => line({ categoryId: "77001", categoryName: "Plein", unitPrice: 1800, paid });
const reduced = (paid: number) =>
  line({ categoryId: "77002", categoryName: "Réduit", unitPrice: 1200, paid });
const school = (paid: number) =>
  line({ categoryId: "77004", categoryName: "Scolaire", unitPrice: 600, paid });
const invited = (free: number) => line({ categoryId: "77005", categoryName: "Invitation", rate: 0, free });
const byHand = (sold: SaleLine): SaleLine => ({ ...sold, channel: "manual" });

const toldShow = "la-nuit-des-lanternes";

interface DemoPerformance {
  /** Days after the first one, and its hour. */
  day: number;
  at: string;
  ends: string;
  lines: SaleLine[];
  audience?: "SCHOOL";
}
interface DemoShow {
  name: string;
  externalId: string;
  source: "billetweb" | "manual";
  /** The day of the first performance, from today. */
  begins: number;
  type?: PerformanceType;
  /** To whom it was told: declared.ts. */
  told?: Body[];
  state?: "hidden";
  performances: DemoPerformance[];
}

/** Figures of the first show are those of the pictures (the third performance corrected, the fourth before a decision). */
const shows: readonly DemoShow[] = [
  {
    name: "Le Pain des étoiles",
    externalId: "900214",
    source: "billetweb",
    begins: -19,
    type: "THEATRE_AND_STORYTELLING_AND_MIME",
    performances: [
      { day: 0, at: "14:30", ends: "15:50", lines: [school(84), invited(9)], audience: "SCHOOL" },
      { day: 1, at: "20:30", ends: "22:00", lines: [full(61), reduced(38), invited(14)] },
      { day: 2, at: "20:30", ends: "22:00", lines: [full(68), reduced(41), invited(9)] },
      { day: 3, at: "16:00", ends: "17:30", lines: [full(33), reduced(29), invited(6)] },
    ],
  },
  {
    name: "Contes d’avril",
    externalId: "contes-d-avril",
    source: "manual",
    begins: -41,
    type: "THEATRE_AND_STORYTELLING_AND_MIME",
    performances: [
      {
        day: 0,
        at: "15:00",
        ends: "16:00",
        lines: [
          line({ categoryId: "plein", categoryName: "Plein", unitPrice: 800, paid: 12, channel: "manual" }),
          line({ categoryId: "enfant", categoryName: "Enfant", unitPrice: 500, paid: 9, channel: "manual" }),
          line({ categoryId: "invitation", categoryName: "Invitation", free: 3, channel: "manual" }),
        ],
      },
    ],
  },
  {
    name: "La Nuit des lanternes",
    externalId: toldShow,
    source: "manual",
    begins: -64,
    type: "DANCE",
    told: ["SACEM", "SACD", "ASTP"],
    performances: [
      {
        day: 0,
        at: "20:30",
        ends: "22:00",
        lines: [byHand(full(72)), byHand(reduced(31)), byHand(invited(11))],
      },
      {
        day: 1,
        at: "17:00",
        ends: "18:30",
        lines: [byHand(full(58)), byHand(reduced(44)), byHand(invited(7))],
      },
    ],
  },
  {
    name: "Bal d’hiver",
    externalId: "900231",
    source: "billetweb",
    begins: 20,
    type: "POPULAR_AND_JAZZ_MUSIC",
    performances: [{ day: 0, at: "20:30", ends: "23:30", lines: [full(12), reduced(7)] }],
  },
  {
    name: "Carnet de cinq places",
    externalId: "900198",
    source: "billetweb",
    begins: -60,
    state: "hidden",
    performances: [
      {
        day: 0,
        at: "12:00",
        ends: "12:00",
        lines: [line({ categoryId: "77010", categoryName: "Carnet", unitPrice: 6000, paid: 14 })],
      },
    ],
  },
];

/**
 * A theatre of 180 seats that sells on Billetweb and by hand: a show to declare with a corrected performance and a sale
 * to decide on, one that is late, one that was declared, one to come, and what it hid. Its connection was cut: whoever visits connects it again
 * with the codes of the panel.
 */
export const theatre = async (given: World): Promise<void> => {
  const world = withOwnDraws(given, 20_270_048);
  const organisationId = idOf(world, slug);
  const { rows, now } = world;
  const joined = later(now, -80 * days);
  rows.declarantProfile.push({
    organisationId,
    sacemClientNumber: "4410327",
    sacdDeclarantId: "250817",
    licenceNumbers: ["L-R-26-001482"],
    signatory: "Nora Delmas, administratrice",
    updatedAt: joined,
  });
  const address = {
    name: "Théâtre de la Lanterne",
    street: "14 rue des Halles",
    postalCode: "18990",
    city: "Valbrune",
    country: "FR",
  };
  const placeId = newId(world, joined);
  rows.place.push({
    id: placeId,
    organisationId,
    ...address,
    placeKey: placeKey(address),
    createdAt: joined,
  });
  const sources = {
    billetweb: aSource(world, organisationId, joined, {
      provider: "BILLETWEB",
      accountKey: "demo-billetweb",
      label: "Billetterie principale",
    }),
    manual: aSource(world, organisationId, joined, {
      provider: "MANUAL",
      accountKey: "manual",
      label: "Saisie dans Guichet",
    }),
  };
  disconnected(world, organisationId, sources.billetweb, joined);
  for (const show of shows) aShow(world, { organisationId, placeId, sourceId: sources[show.source], show });
  agencies(world, joined);
  await declaredShow(world, toldShow, { id: idOf(world, nora), name: "Nora Delmas", email: nora });
};

const aSource = (
  world: World,
  organisationId: string,
  at: Date,
  given: { provider: "BILLETWEB" | "MANUAL"; accountKey: string; label: string },
): string => {
  const id = newId(world, at);
  world.rows.ticketingSource.push({ id, organisationId, createdAt: at, ...given });
  return id;
};

/** The access was cut a week ago: shows and corrections stay, and the same account finds them again. */
const disconnected = (world: World, organisationId: string, sourceId: string, at: Date): void => {
  const cutAt = later(world.now, -7 * days);
  const credentialId = newId(world, at);
  const sealed = { kmsKeyId: "erased", algorithm: "AES-256-GCM" };
  world.rows.ticketingCredential.push({
    id: credentialId,
    organisationId,
    ...sealed,
    createdAt: at,
    erasedAt: cutAt,
  });
  world.rows.ticketingConnection.push({
    id: newId(world, at),
    organisationId,
    sourceId,
    status: "disconnected",
    accessKeyHint: "e07a",
    fingerprint: "erased",
    credentialId,
    lastSuccessAt: later(cutAt, -days / 2),
    lastCompleteFrom: later(cutAt, -days / 2),
    disconnectedAt: cutAt,
    createdAt: at,
  });
};

const aShow = (
  world: World,
  given: { organisationId: string; placeId: string; sourceId: string; show: DemoShow },
): void => {
  const { organisationId, sourceId, placeId, show } = given;
  const { now, rows } = world;
  const first = dayOf(later(now, show.begins * days));
  const onDay = (day: number, time: string): Date => {
    const date = new Date(Date.parse(`${first}T12:00:00Z`) + day * days).toISOString().slice(0, 10);
    const instant = zonedInstant(`${date}T${time}`, timeZone);
    if (!instant) throw new Error(`no ${date} ${time} in the demo`);
    return instant.at;
  };
  const lastEnd = show.performances.map(({ day, ends }) => onDay(day, ends)).at(-1) ?? now;
  const readAt = show.told ? later(lastEnd, days) : later(now, -7.5 * days);
  const id = newId(world, readAt);
  rows.show.push({
    id,
    organisationId,
    sourceId,
    externalId: show.externalId,
    name: show.name,
    nameKey: showKey(show.name),
    state: show.state ?? "visible",
    performanceType: show.type ?? null,
    expectedBodies: show.told ?? null,
    defaultPlaceId: placeId,
    capacity: 180,
    lastPerformanceAt: lastEnd,
    sourceCheckedAt: readAt,
    createdAt: readAt,
    updatedAt: readAt,
  });
  for (const [rank, one] of show.performances.entries()) {
    const { paid, free, gross, net, rate } = figuresOf(one.lines);
    const performanceId = newId(world, readAt);
    const externalId =
      show.performances.length > 1 ? `77${rank}${show.externalId}` : `fallback_${show.externalId}_0`;
    rows.performance.push({
      id: performanceId,
      organisationId,
      showId: id,
      sourceId,
      sourceShowExternalId: show.externalId,
      externalId,
      startAt: onDay(one.day, one.at),
      endAt: onDay(one.day, one.ends),
      paid,
      free,
      gross,
      net,
      vat: rate,
      audience: one.audience ?? null,
      sourceCheckedAt: readAt,
    });
    const nets = netOfLines(one.lines);
    for (const [index, { rate: vat, ...sold }] of one.lines.entries())
      rows.saleLine.push({
        id: newId(world, readAt),
        organisationId,
        performanceId,
        ...sold,
        vat,
        net: nets[index] ?? 0,
      });
    if (show.externalId !== "900214") continue;
    if (rank === 2) correct(world, organisationId, performanceId);
    if (rank === 3)
      rows.quarantineRecord.push({
        id: newId(world, readAt),
        organisationId,
        sourceId,
        seriesId: show.externalId,
        level: "ticket",
        externalId: `${externalId}/79999`,
        reason: "unknown_category",
        performanceExternalId: externalId,
        count: 1,
        amount: 1200,
        excerpt: { category: "Early", unitPrice: 1200, start: onDay(one.day, one.at).toISOString() },
        state: "open",
        createdAt: readAt,
        updatedAt: readAt,
      });
  }
};

/** Six places were sold at the door: 115 entries instead of 109. */
const correct = (world: World, organisationId: string, performanceId: string): void => {
  const at = later(world.now, -8 * days);
  const lines = [full(74), reduced(41), invited(9)];
  const { paid, gross, net } = figuresOf(lines);
  const source = figuresOf([full(68), reduced(41), invited(9)]);
  const values = [
    ["lines", lines, [full(68), reduced(41), invited(9)]],
    ["paid", paid, source.paid],
    ["gross", gross, source.gross],
    ["net", net, source.net],
  ] as const;
  for (const [field, value, sourceValueWhenSet] of values)
    world.rows.figureCorrection.push({
      id: newId(world, at),
      organisationId,
      performanceId,
      field,
      value,
      sourceValueWhenSet,
      reason: "6 places vendues à l’entrée, souches 101 à 106.",
      authorId: idOf(world, nora),
      at,
    });
};

/** Invented delegations for the invented towns, at addresses that take mail here and exist nowhere. */
const agencies = (world: World, at: Date): void => {
  const directory = [
    {
      body: "SACEM",
      label: "Délégation du Val",
      email: "delegation.val@sacem.example",
      matches: ["18990", "18991", "18992", "18993", "18994", "18995", "18996", "18997"],
    },
    { body: "SACD", label: "Bureau du Centre", email: "centre@sacd.example", matches: ["18"] },
  ] as const;
  for (const { body, label, email, matches } of directory) {
    const id = newId(world, at);
    world.rows.agencyDirectory.push({ body, directoryVersion: 1, loadedAt: at });
    world.rows.rightsAgency.push({ id, body, directoryVersion: 1, label, email });
    for (const match of matches)
      world.rows.rightsAgencyMatch.push({ body, directoryVersion: 1, match, agencyId: id });
  }
};
