import { useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ShowAction } from "../../../shared/declarations/rules.ts";
import { DeadlinesPage } from "../../modules/declarations/agent/declaring/deadlines-page.tsx";
import {
  DeclarationPage,
  SentPage,
  WithDeclaration,
} from "../../modules/declarations/agent/declaring/declaration-page.tsx";
import { DeclarationsPage } from "../../modules/declarations/agent/declaring/declarations-page.tsx";
import { NumbersPage } from "../../modules/declarations/agent/declaring/numbers-page.tsx";
import { OpenDeclarationPage } from "../../modules/declarations/agent/declaring/open-page.tsx";
import { PreviewPage } from "../../modules/declarations/agent/declaring/preview-page.tsx";
import { SibilPage } from "../../modules/declarations/agent/declaring/sibil-page.tsx";
import { mayInDeclarations } from "../../modules/declarations/agent/rights.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

const base = "/espace/$organisation/declarations";

/** A page for who has the right; to the others it does not exist. */
function Gate({ right = "show.list", children }: { right?: ShowAction; children: ReactNode }) {
  return mayInDeclarations(useSpace(), right) ? children : <NotFoundPage reason="no_shows" />;
}

export function DeclarationList() {
  return (
    <Gate>
      <DeclarationsPage space={useSpace()} />
    </Gate>
  );
}

export function OneDeclaration() {
  const { declarationId } = useParams({ from: `${base}/declarations/$declarationId` });
  return (
    <Gate>
      <DeclarationPage id={declarationId} space={useSpace()} key={declarationId} />
    </Gate>
  );
}

export function DeclarationPreview() {
  const from = `${base}/declarations/$declarationId/apercu` as const;
  const { declarationId } = useParams({ from });
  const { organisme } = useSearch({ from });
  const space = useSpace();
  return (
    <Gate>
      <WithDeclaration id={declarationId}>
        {(found) => <PreviewPage found={found} space={space} body={organisme} />}
      </WithDeclaration>
    </Gate>
  );
}

export function DeclarationSent() {
  const { declarationId } = useParams({ from: `${base}/declarations/$declarationId/envois` });
  return (
    <Gate>
      <SentPage id={declarationId} space={useSpace()} />
    </Gate>
  );
}

export function OpenDeclaration() {
  const { showId } = useParams({ from: `${base}/spectacles/$showId/declarer` });
  return (
    <Gate right="declaration.draft">
      <OpenDeclarationPage showId={showId} space={useSpace()} key={showId} />
    </Gate>
  );
}

export function Deadlines() {
  return (
    <Gate>
      <DeadlinesPage space={useSpace()} />
    </Gate>
  );
}

export function Sibil() {
  const { annee, trimestre } = useSearch({ from: `${base}/sibil` });
  const now = new Date();
  return (
    <Gate>
      <SibilPage
        space={useSpace()}
        year={Number(annee ?? now.getFullYear())}
        quarter={Number(trimestre ?? Math.floor(now.getMonth() / 3) + 1)}
      />
    </Gate>
  );
}

export function Numbers() {
  return (
    <Gate right="profile.read">
      <NumbersPage space={useSpace()} />
    </Gate>
  );
}
