import type { DeclarationForm } from "../../../shared/declarations/declaration.ts";
import {
  type BodyView,
  type DeclarationView,
  declarationNumber,
  type LivePerformance,
  type ToldFigures,
  type TransmissionAct,
  type TransmissionView,
  type VersionView,
} from "../../../shared/declarations/declaring.ts";
import { type Body, bodies } from "../../../shared/declarations/enums.ts";
import { formWarnings } from "../../../shared/declarations/form-checks.ts";
import { may, type ShowActor } from "../../../shared/declarations/rules.ts";
import { suggestedBodies } from "../../../shared/declarations/suggested-bodies.ts";
import {
  nextTransmissionState,
  type TransmissionEvent,
  type TransmissionFault,
} from "../../../shared/declarations/transmission.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import type { Result } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { asideOf, checkBody } from "./declaration-checks.ts";
import { actsRecorded } from "./recorded-acts.ts";
import { pathOfField } from "./sacd-fields.ts";
import { permitOn, showActor } from "./show-access.ts";
import {
  latestTransmissions,
  type ShowPerformance,
  type TransmissionRow,
  type WholeDeclaration,
  wholeDeclaration,
} from "./whole-declaration.ts";

/** A declaration with its form, what is missing, what was sent and what changed since (declarations.md §4.5, §4.6). */
export const readDeclaration = (ctx: Ctx, declarationId: string): Promise<Result<DeclarationView>> =>
  answered(async () => {
    const whole = await wholeDeclaration(ctx.db, declarationId);
    permitOn(ctx, "show.read", whole.declaration);
    return declarationView(ctx, whole);
  });

const declarationView = async (ctx: Ctx, whole: WholeDeclaration): Promise<DeclarationView> => {
  const { declaration, show, claim, latest } = whole;
  const actor = showActor(ctx.actor, declaration.organisationId);
  const facts = { verified: claim.verified };
  const { form } = latest.row;
  const [shownBodies, recorded] = await together([
    bodyViews(ctx.db, whole, form, actor, ctx.now()),
    actsRecorded(
      ctx.db,
      declaration,
      whole.transmissions.map(({ row }) => row.id),
    ),
  ]);
  return {
    id: declaration.id,
    number: declarationNumber(declaration.year, declaration.seq),
    organisationId: declaration.organisationId,
    showId: show.id,
    showName: show.name,
    current: versionView(latest),
    versions: whole.versions.map(({ row }) => ({
      number: row.number,
      state: row.state,
      frozenAt: row.frozenAt?.toISOString() ?? null,
      sha256: row.frozenSha256,
    })),
    profile: profileView(actor, whole.profile),
    siretVerified: claim.verified,
    performances: whole.performances.map((one) => livePerformance(whole, one, ctx.now())),
    bodies: shownBodies,
    transmissions: whole.transmissions.map(({ row }) => transmissionView(whole, row, actor)),
    recorded,
    warnings: formWarnings(form),
    changed: changedSince(whole),
    allowed: (["declaration.draft", "declaration.transmit", "declaration.record"] as const).filter(
      (action) => may(actor, action, facts) === true,
    ),
  };
};

export const versionView = ({ row, by }: WholeDeclaration["latest"]): VersionView => ({
  id: row.id,
  number: row.number,
  state: row.state,
  form: row.form,
  createdFrom: row.createdFrom,
  frozenAt: row.frozenAt?.toISOString() ?? null,
  sha256: row.frozenSha256,
  updatedAt: row.updatedAt.toISOString(),
  updatedBy: { id: row.updatedBy, name: by ?? "ancien membre" },
  version: row.version,
});

export const profileView = (actor: ShowActor, profile: WholeDeclaration["profile"]) => ({
  organisationId: profile.organisationId,
  version: profile.version,
  sacemClientNumber: profile.sacemClientNumber,
  sacdDeclarantId: profile.sacdDeclarantId,
  licenceNumbers: profile.licenceNumbers,
  signatory: profile.signatory,
  defaultVat: profile.defaultVat,
  allowed: may(actor, "profile.edit") === true ? ["profile.edit" as const] : [],
});

/** Every body of the form: SIBIL is the quarter's, for the whole organisation. */
export const bodyViews = async (
  on: Queries,
  whole: WholeDeclaration,
  form: DeclarationForm,
  actor: ShowActor,
  now: Date,
): Promise<BodyView[]> => {
  const latest = latestTransmissions(whole.transmissions);
  const suggested = suggestedBodies(form.performanceType);
  const views: BodyView[] = [];
  for (const body of Object.keys(bodies) as Body[]) {
    if (body === "SIBIL") continue;
    const { missing, blockers, deadline, elsewhere } = await checkBody(on, whole, form, body, now);
    const row = latest.get(body);
    const chosen = form.bodies.includes(body);
    const isOpen =
      whole.latest.row.state === "draft" ||
      (whole.latest.row.state === "frozen" && row?.declarationVersionId !== whole.latest.row.id);
    views.push({
      ...{ body, chosen, suggested: suggested.includes(body), deadline, missing, blockers, elsewhere },
      ready: isOpen && chosen && missing.length === 0 && blockers.length === 0,
      transmission: row ? transmissionView(whole, row, actor) : null,
    });
  }
  return views;
};

const livePerformance = (whole: WholeDeclaration, one: ShowPerformance, now: Date): LivePerformance => ({
  ...figuresOf(one),
  id: one.id,
  startAt: one.startAt,
  endAt: one.endAt,
  isOver: new Date(one.endAt ?? one.startAt) <= now,
  corrected: one.corrected,
  openAside: asideOf(whole, one.row.externalId),
  sourceState: one.row.sourceState,
  capacityProposed: one.row.sourceCapacity,
  lines: [...one.lines],
  toldIn: whole.others
    .filter(({ performanceId }) => performanceId === one.id)
    .map(({ body, declarationId, year, seq }) => ({
      ...{ body, declarationId, number: declarationNumber(year, seq) },
    })),
});

const figuresOf = ({ paid, free, gross, net, vat }: ToldFigures): ToldFigures => ({
  ...{ paid, free, gross, net, vat },
});

/** What was sent last against what is retained now, where they differ. */
const changedSince = (whole: WholeDeclaration): DeclarationView["changed"] => {
  const sent = whole.versions.find(
    ({ row }) =>
      row.frozen !== null &&
      whole.transmissions.some(
        (told) =>
          told.row.declarationVersionId === row.id &&
          ["sent", "accepted", "deposited"].includes(told.row.state),
      ),
  )?.row.frozen;
  return (sent?.performances ?? []).flatMap((told) => {
    const now = whole.performances.find(({ id }) => id === told.id);
    const same =
      now && (["paid", "free", "gross", "net"] as const).every((figure) => now[figure] === told[figure]);
    return !now || same
      ? []
      : [{ performanceId: told.id, startAt: told.startAt, sent: figuresOf(told), now: figuresOf(now) }];
  });
};

const events: Readonly<Partial<Record<TransmissionAct, TransmissionEvent>>> = {
  retry: "retry",
  send_again: "send_again",
  record_accepted: "record_accepted",
  record_deposit: "record_deposit",
  rectify: "replaced",
  cancel: "cancel",
};

const actsOn = (whole: WholeDeclaration, row: TransmissionRow, actor: ShowActor): TransmissionAct[] => {
  const facts = { verified: whole.claim.verified };
  const isLatest = latestTransmissions(whole.transmissions).get(row.body)?.id === row.id;
  const hasDraft = whole.versions.some((one) => one.row.state === "draft");
  const can = (act: TransmissionAct): boolean => {
    const event = events[act];
    return event !== undefined && nextTransmissionState(row.state, event) !== undefined;
  };
  const mayAct = (action: "declaration.draft" | "declaration.transmit" | "declaration.record") =>
    may(actor, action, facts) === true;
  return [
    ...(isLatest && mayAct("declaration.transmit") && can("retry") ? (["retry"] as const) : []),
    ...(isLatest && mayAct("declaration.record") && can("send_again") ? (["send_again"] as const) : []),
    ...(mayAct("declaration.record") && can("record_accepted") ? (["record_accepted"] as const) : []),
    ...(mayAct("declaration.record") && can("record_deposit") ? (["record_deposit"] as const) : []),
    ...(isLatest && !hasDraft && mayAct("declaration.draft") && ["rejected", "failed"].includes(row.state)
      ? (["edit"] as const)
      : []),
    ...(isLatest && !hasDraft && mayAct("declaration.transmit") && can("rectify")
      ? (["rectify"] as const)
      : []),
    ...(mayAct("declaration.transmit") && can("cancel") ? (["cancel"] as const) : []),
    ...(mayAct("declaration.transmit") && row.attachments === "failed" ? (["resend_files"] as const) : []),
  ];
};

export const transmissionView = (
  whole: WholeDeclaration,
  row: TransmissionRow,
  actor: ShowActor,
): TransmissionView => {
  const version = whole.versions.find((one) => one.row.id === row.declarationVersionId)?.row;
  const asker = whole.transmissions.find((one) => one.row.id === row.id)?.by;
  const at = row.updatedAt.toISOString();
  const delivery = row.outboundMailId ? whole.deliveries.get(row.outboundMailId) : undefined;
  return {
    id: row.id,
    declarationId: row.declarationId,
    body: row.body,
    versionNumber: version?.number ?? 0,
    state: row.state,
    agencyLabel: row.agencyLabel,
    agencyEmail: row.agencyEmail,
    sentAt: row.sentAt?.toISOString() ?? null,
    updatedAt: at,
    bodyReference: row.bodyReference,
    depositedOn: row.depositedOn,
    warnings: row.warnings,
    errors: row.errors.map((fault: TransmissionFault) => ({ ...fault, path: pathOfField(fault) })),
    attachments: row.attachments,
    delivery: delivery ? { state: delivery.state, at: delivery.at.toISOString() } : null,
    proofs: [
      ...(row.payloadKey
        ? [
            {
              kind: "payload" as const,
              name: row.body === "SACEM" ? "Déclaration SACEM.pdf" : "Déclaration SACD.xml",
              at: row.createdAt.toISOString(),
              fingerprint: row.payloadSha256?.slice(0, 8) ?? null,
            },
          ]
        : []),
      ...(row.mailKey
        ? [
            {
              kind: "mail" as const,
              name: `E-mail ${bodies[row.body]}.txt`,
              at: row.sentAt?.toISOString() ?? at,
              fingerprint: null,
            },
          ]
        : []),
      ...(row.depositFileId
        ? [{ kind: "deposit" as const, name: row.depositFileName ?? "Preuve", at, fingerprint: null }]
        : []),
      ...(row.receiptKey
        ? [{ kind: "answer" as const, name: `Réponse ${bodies[row.body]}.txt`, at, fingerprint: null }]
        : []),
    ],
    attempts: whole.attempts
      .filter(({ transmissionId }) => transmissionId === row.id)
      .map(({ number, step, startedAt, endedAt, outcome }) => ({
        ...{ number, step, outcome },
        startedAt: startedAt.toISOString(),
        endedAt: endedAt?.toISOString() ?? null,
      })),
    askedAt: row.createdAt.toISOString(),
    askedBy: { id: row.askedBy, name: asker ?? "ancien membre" },
    correctsId: row.corrects,
    version: row.version,
    acts: actsOn(whole, row, actor),
  };
};
