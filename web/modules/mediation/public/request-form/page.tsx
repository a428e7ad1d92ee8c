import { PageFrame } from "../../../../ui/page-frame.tsx";
import { hostOf } from "../host.ts";

export const RequestFormPage = () => (
  <PageFrame host={hostOf()}>
    <h1>Demander une médiation</h1>
  </PageFrame>
);
