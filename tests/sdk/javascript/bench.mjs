// What all scripts here share: the SDK that `examples/javascript` installs, clients of the emulator, and patience.

import { createRequire } from "node:module";
import { after } from "node:test";

export const PubNub = createRequire(new URL("../../../examples/javascript/", import.meta.url))("pubnub");

const { secretKey, ...keys } = JSON.parse(process.env.PNPOLICY_KEYS); // origin, subscribeKey, publishKey
const opened = [];

// A client without the secret key; with `rest` the configuration has more.
export function client(userId, token, rest = {}) {
  const pubnub = new PubNub({ ...keys, ssl: false, userId, ...rest });
  if (token) pubnub.setToken(token);
  opened.push(pubnub);
  return pubnub;
}

// A client with the secret key, which may do everything.
export const server = () => client("server", undefined, { secretKey });

// A token bound to a user: `granted(root, "alice", {channels: {a: "read write"}}, {channels: {"^b$": "read"}})`.
export function granted(root, user, resources, patterns = {}) {
  const flags = (words) => Object.fromEntries(words.split(" ").map((word) => [word, true]));
  const each = (entries, change) =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(value)]));
  const masks = (sections) => each(sections, (names) => each(names, flags));
  return root.grantToken({ ttl: 60, authorized_uuid: user, resources: masks(resources), patterns: masks(patterns) });
}

// Listens to a client: `await until("message", (event) => event.message === "hi")` takes the first event that fits, of
// those that came and were not taken yet. It fails after five seconds and says what came instead.
export function hearing(pubnub) {
  const events = [];
  let wake = () => {};
  const kinds = ["message", "signal", "presence", "status", "objects", "messageAction", "file"];
  const hear = (kind) => (event) => {
    events.push({ kind, event });
    wake();
  };
  pubnub.addListener(Object.fromEntries(kinds.map((kind) => [kind, hear(kind)])));
  return async function until(kind, fits = () => true) {
    const late = Date.now() + 5000;
    for (;;) {
      const place = events.findIndex((heard) => heard.kind === kind && fits(heard.event));
      if (place >= 0) return events.splice(place, 1)[0].event;
      if (Date.now() >= late) throw new Error(`no such ${kind}, but ${JSON.stringify(events)}`);
      const timer = setTimeout(() => wake(), late - Date.now());
      await new Promise((resolve) => {
        wake = resolve;
      });
      clearTimeout(timer);
    }
  };
}

// Listens, and subscribes, and waits until that is done.
export async function subscribed(pubnub, names) {
  const until = hearing(pubnub);
  pubnub.subscribe(names);
  await until("status", (event) => event.category === "PNConnectedCategory");
  return until;
}

// What the SDK says of a refusal.
export async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    return error.status;
  }
  throw new Error("it was not refused");
}

after(() => opened.forEach((pubnub) => pubnub.destroy()));
