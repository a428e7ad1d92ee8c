import { accessRights } from "../../../shared/access/rules.ts";
import { mediationRights } from "../../../shared/mediation/rules.ts";
import type { Right } from "../../../shared/platform/rights.ts";
import { newSecret } from "../../platform/ids.ts";
import type { OpenApiDocument } from "../../platform/openapi.ts";
import type { TestEngines } from "../../platform/test-kit/engines.ts";
import { openTestDatabase } from "../../platform/test-kit/open-database.ts";
import type { Fixtures } from "./fixtures.ts";
import { type RunningFunctions, startFunctions } from "./functions.ts";
import { inventedSiret } from "./plant.ts";
import { type Walked, walkRoutes } from "./walk-routes.ts";

/** Every table of rights. A service with a table of its own adds its line. */
export const rights: Readonly<Record<string, Right>> = { ...accessRights, ...mediationRights };

const today = () => new Date().toISOString().slice(0, 10);

/** What the OpenAPI document does not say of our routes. Most new routes need nothing here. */
export const fixtures: Fixtures = {
  ids: {
    organisations: ({ organisation }) => organisation.id,
    slug: ({ organisation }) => organisation.slug,
    "?organisation": ({ organisation }) => organisation.id,
    cases: (world) => world.case.id,
    entries: (world) => world.case.entryId,
    files: (world) => world.case.fileId,
    uploads: (world) => world.case.uploadId,
    members: ({ colleague }) => colleague.userId,
    accounts: ({ colleague }) => colleague.userId,
    administrators: ({ platformColleague }) => platformColleague.userId,
    invitations: ({ invitation }) => invitation.id,
    sessions: (_world, { sessionId }) => sessionId,
    passkeys: (_world, { passkeyId }) => passkeyId,
    "siret-claims": ({ claim }) => claim.id,
    companies: ({ claim }) => claim.siret,
  },
  unknown: { slug: () => `inconnue-${newSecret().slice(0, 8).toLowerCase()}`, companies: inventedSiret },
  bodies: {
    "POST /api/mediation/cases/{id}/messages": (world) => ({
      idempotencyKey: crypto.randomUUID(),
      recipients: [world.case.participantId],
      subject: "Bonjour",
      text: "Bonjour",
      files: [],
      lastSeenEntryId: world.case.entryId,
    }),
    "POST /api/mediation/cases/{id}/close": () => ({
      version: 1,
      outcome: "OTHER",
      mediationEndedOn: today(),
      sayOutcome: false,
      notify: [],
    }),
  },
  before: {},
  unusable: {},
};

/** The description that the running API gives of itself. */
export const describedRoutes = async ({ call }: Pick<RunningFunctions, "call">): Promise<OpenApiDocument> => {
  const { status, text } = await call({ method: "GET", path: "/api/openapi.json", cookies: [] });
  if (status !== 200) throw new Error(`the API does not describe itself: ${status} ${text}`);
  return JSON.parse(text);
};

/** Walks the production handlers on a database of their own. */
export const walkProduction = async (engines: TestEngines): Promise<Walked> => {
  const { database, create, drop } = openTestDatabase(engines);
  await create();
  const functions = startFunctions(engines, database.env.database.name);
  try {
    const document = await describedRoutes(functions);
    return await walkRoutes({ call: functions.call, database, document, rights, fixtures });
  } finally {
    await functions.stop();
    await drop();
  }
};
