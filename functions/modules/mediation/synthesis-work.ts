import * as z from "zod/mini";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { writeObject } from "../../platform/files.ts";
import type { JobRun, JobWork } from "../../platform/long-work.ts";
import { pdfBytes } from "../../platform/pdf/write-pdf.ts";
import { permitOn } from "./case-access.ts";
import { pdfLogo } from "./pdf-logo.ts";
import { readWholeCase, type WholeCase } from "./read-whole-case.ts";
import { writeSynthesis } from "./synthesis-pdf.ts";

const Input = z.object({ audience: z.enum(["internal", "administration"]) });

/** Makes the summary of a case and keeps it a day. */
export const synthesisWork: JobWork = async (run) => {
  const { ctx, job } = run;
  if (!job.caseId) throw new Error("a summary of no case");
  const { audience } = Input.parse(job.input);
  const whole = await readWholeCase(run, job.caseId);
  permitOn(ctx, "case.synthesis", whole.found);
  const content = await synthesisBytes(run, whole, audience);
  const number = caseNumber(whole.found.year, whole.found.seq);
  const name = `synthese-${number}-${audience === "internal" ? "interne" : "administration"}.pdf`;
  const key = `${job.organisationId}/${job.id}/${name}`;
  await writeObject(ctx.env, "exports", key, content, "application/pdf");
  await run.progress(1, 1);
  return { file: { key, name, size: content.length } };
};

/** The summary as bytes. */
export const synthesisBytes = async (
  { ctx }: Pick<JobRun, "ctx">,
  whole: WholeCase,
  audience: "internal" | "administration",
) => {
  const logo = await pdfLogo(ctx, whole.organisation);
  return pdfBytes(
    {
      title: `Synthèse du dossier ${caseNumber(whole.found.year, whole.found.seq)}`,
      author: whole.organisation.settings.senderName,
      at: ctx.now(),
      ...(logo ? { logo } : {}),
    },
    (pdf) => writeSynthesis(pdf, whole, { audience, at: ctx.now() }),
  );
};
