import * as z from "zod/mini";
import {
  organisationPage,
  organisationPageKey,
  organisationTemplate,
} from "../../web/modules/mediation/public/organisation-page.tsx";
import { publishPage } from "../modules/mediation/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

const Job = z.object({ organisationId: z.uuid() });
const front = { templateKey: organisationTemplate, pageKey: organisationPageKey, fill: organisationPage };

/** Writes the public pages of one organisation anew, or takes them away. */
export const handler = queueDoor("publish-pages", (ctx, record) =>
  publishPage(ctx, front, Job.parse(JSON.parse(record.body)).organisationId),
);
