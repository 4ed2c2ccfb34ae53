/** Addresses of what our own store shows: pictures that came with a post, and pages of a paper. */

/** Windows has no schemes of one's own; there the store answers as a host. */
const overHttp = typeof navigator !== "undefined" && navigator.userAgent.includes("Windows");
const scheme = "evidence://localhost/";
const host = "http://evidence.localhost/";

let showing: (address: string) => string = (address) => (overHttp ? address.replace(scheme, host) : address);

/** Lets the browser preview show pictures of its own. */
export function standIn(other: (address: string) => string): void {
  showing = other;
}

export const attachmentAddress = (attachment: string) => showing(`${scheme}attachment/${attachment}`);
/** An address that the core gave, as this computer writes it. */
export const pageAddress = (address: string) => showing(address);
