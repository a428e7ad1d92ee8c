import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildChanged, functionsFolder, webFolder } from "./build.ts";
import { buildGuichet } from "./stacks/guichet-app.ts";
import { settingsFromContext } from "./stacks/settings.ts";

/** `npm run synth` and the CDK's own commands: builds what changed, then writes the templates. No network. */
const app = new App({ outdir: process.env.CDK_OUTDIR ?? join(import.meta.dirname, "../cdk.out") });
const settings = settingsFromContext(app.node);
await buildChanged();
buildGuichet(app, settings, { code: (name) => Code.fromAsset(join(functionsFolder, name)), webFolder });
app.synth();
