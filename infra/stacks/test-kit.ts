import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildGuichet, type GuichetStacks } from "./guichet-app.ts";
import { parseSettings, type Settings } from "./settings.ts";

type StackName = keyof GuichetStacks;

/** A part of a template, which is free JSON: tests look at what they name and fail when it is not there. */
// biome-ignore lint/suspicious/noExplicitAny: the one place; a typed template would be CloudFormation's whole schema.
export type Part = any;

/** A resource as CloudFormation reads it. */
interface Resource {
  Properties: Part;
  Type: string;
}

/**
 * The templates of one stage with small artefacts in place of the bundles, cdk-nag included: a finding that is not
 * acknowledged throws. `change` may spoil the stacks before the synth.
 */
export const synthesise = (
  context: Parameters<typeof parseSettings>[0] = {},
  change: (stacks: GuichetStacks) => void = () => undefined,
) => {
  const folder = mkdtempSync(join(tmpdir(), "guichet-synth-"));
  try {
    return synthesiseIn(folder, parseSettings(context), change);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const synthesiseIn = (folder: string, settings: Settings, change: (stacks: GuichetStacks) => void) => {
  const bundle = join(folder, "function");
  const webFolder = join(folder, "web");
  for (const made of [bundle, webFolder]) mkdirSync(made);
  writeFileSync(join(bundle, "index.mjs"), "export const handler = async () => ({ statusCode: 204 });\n");
  writeFileSync(join(webFolder, "index.html"), "<!doctype html><title>Guichet</title>\n");

  const app = new App({ outdir: join(folder, "cdk.out") });
  const stacks = buildGuichet(app, settings, { code: () => Code.fromAsset(bundle), webFolder });
  change(stacks);
  const assembly = app.synth();
  const templates = Object.fromEntries(
    Object.entries(stacks).map(([name, stack]) => [
      name,
      Template.fromJSON(assembly.getStackArtifact(stack.artifactId).template),
    ]),
  ) as Record<StackName, Template>;
  const resources = (type: string, from: StackName[] = Object.keys(templates) as StackName[]) =>
    from.flatMap((name) => Object.entries(templates[name].findResources(type))) as Array<[string, Resource]>;
  return { stacks, templates, resources, lookups: assembly.manifest.missing ?? [] };
};

/** Text of a value with its CloudFormation functions, to look for a name in it. */
export const textOf = (value: unknown) => JSON.stringify(value);
