/** The door of what reads ticketing accounts, for the function of its queue. Knows no database. */
export { fetchPiece } from "./fetch-piece.ts";
