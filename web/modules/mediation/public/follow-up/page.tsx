import { PageFrame } from "../../../../ui/page-frame.tsx";
import { hostOf } from "../host.ts";

export const FollowUpPage = () => (
  <PageFrame host={hostOf()}>
    <h1>Suivre votre dossier</h1>
  </PageFrame>
);
