import { inject } from "vitest";
import { testShare } from "./walk-share.ts";

testShare(inject("engines"), 2);
