// Messages and signals, sent and received.

import assert from "node:assert/strict";
import test from "node:test";
import { PubNub, client, granted, hearing, server, subscribed } from "./bench.mjs";

const root = server();
const names = {
  lobby: "read write",
  "lobby-pnpres": "read",
  quiet: "read write",
  "a.*": "read",
  "a.*-pnpres": "read",
  "a.b": "write",
};
const tokens = {};
for (const user of ["alice", "bob"]) tokens[user] = await granted(root, user, { channels: names });
const alice = client("alice", tokens.alice);
const bob = client("bob", tokens.bob);
const heard = await subscribed(alice, { channels: ["lobby", "a.*"], withPresence: true });

test("a message by GET", async () => {
  const message = { text: "Grüße, 世界 / ?&=+%~'", n: 1.5, list: [null, true] };
  const more = { meta: { from: "b" }, customMessageType: "greeting" };
  const { timetoken } = await bob.publish({ channel: "lobby", message, ...more });
  const event = await heard("message");
  assert.deepEqual(event.message, message);
  assert.equal(event.timetoken, timetoken);
  assert.equal(event.publisher, "bob");
  assert.equal(event.channel, "lobby");
  assert.deepEqual(event.userMetadata, { from: "b" });
  assert.equal(event.customMessageType, "greeting");
});

test("a message by POST, which the SDK deflates", async () => {
  const message = "long ".repeat(3000);
  await bob.publish({ channel: "lobby", message, sendByPost: true });
  assert.equal((await heard("message")).message, message);
});

test("a message by POST, signed with the secret key", async () => {
  await root.publish({ channel: "lobby", message: { by: "secret key" }, sendByPost: true });
  assert.equal((await heard("message")).publisher, "server");
});

test("a signal", async () => {
  await bob.signal({ channel: "lobby", message: { typing: true } });
  const event = await heard("signal");
  assert.deepEqual(event.message, { typing: true });
  assert.equal(event.publisher, "bob");
});

test("a fire is seen by no subscriber", async () => {
  await bob.fire({ channel: "lobby", message: "nobody" });
  await bob.publish({ channel: "lobby", message: "everybody" });
  assert.equal((await heard("message")).message, "everybody");
});

test("a wildcard hears what is below it", async () => {
  await bob.publish({ channel: "a.b", message: "below" });
  const event = await heard("message");
  assert.equal(event.channel, "a.b");
  assert.equal(event.subscription, "a.*");
});

test("a subscription as an object hears its own channel", async () => {
  const subscription = alice.channel("quiet").subscription();
  const own = [];
  const arrived = new Promise((resolve) => {
    subscription.onMessage = (event) => resolve(own.push(event.message));
  });
  subscription.subscribe();
  await heard("status", (event) => event.category === "PNSubscriptionChangedCategory");
  await bob.publish({ channel: "lobby", message: "not for it" });
  await bob.publish({ channel: "quiet", message: "for it" });
  await arrived;
  assert.deepEqual(own, ["for it"]);
  subscription.unsubscribe();
});

test("a channel that was left is heard no more, the others are", async () => {
  const carol = client("carol", await granted(root, "carol", { channels: names }));
  const until = await subscribed(carol, { channels: ["lobby", "quiet"] });
  carol.unsubscribe({ channels: ["quiet"] });
  await until("status", (event) => event.category === "PNSubscriptionChangedCategory");
  await bob.publish({ channel: "quiet", message: "unheard" });
  await bob.publish({ channel: "lobby", message: "heard" });
  assert.equal((await until("message")).message, "heard");
  carol.unsubscribeAll();
  await until("status", (event) => event.category === "PNDisconnectedCategory");
});

test("what was missed is delivered to whoever comes back with a timetoken", async () => {
  const dora = client("dora", await granted(root, "dora", { channels: names }));
  const { timetoken } = await bob.publish({ channel: "lobby", message: "before" });
  await bob.publish({ channel: "lobby", message: "missed" });
  const until = hearing(dora);
  dora.subscribe({ channels: ["lobby"], timetoken });
  assert.equal((await until("message")).message, "missed");
});

test("connections that stay open, and what was sent while nobody listened", async () => {
  const emil = client("emil", await granted(root, "emil", { channels: names }), { keepAlive: true });
  const until = await subscribed(emil, { channels: ["quiet"] });
  for (const n of [1, 2, 3]) await emil.publish({ channel: "quiet", message: `${n}` });
  for (const n of [1, 2, 3]) assert.equal((await until("message")).message, `${n}`);
  emil.disconnect();
  await until("status", (event) => event.category === "PNDisconnectedCategory");
  await bob.publish({ channel: "quiet", message: "meanwhile" });
  emil.reconnect();
  assert.equal((await until("message")).message, "meanwhile");
});

test("what clients encrypt passes as it is", async () => {
  const cryptoModule = PubNub.CryptoModule.aesCbcCryptoModule({ cipherKey: "a key" });
  const fay = client("fay", await granted(root, "fay", { channels: names }), { cryptoModule });
  const until = await subscribed(fay, { channels: ["quiet"] });
  await fay.publish({ channel: "quiet", message: { whisper: true } });
  assert.deepEqual((await until("message")).message, { whisper: true });
});

test("the subscribe loop that the SDK had before its event engine", async () => {
  const gil = client("gil", await granted(root, "gil", { channels: names }), { enableEventEngine: false });
  const until = await subscribed(gil, { channels: ["lobby"], withPresence: true });
  assert.equal((await until("presence", ({ uuid }) => uuid === "gil")).action, "join");
  await bob.publish({ channel: "lobby", message: "as before" });
  assert.equal((await until("message")).message, "as before");
});

test("the time", async () => {
  const { timetoken } = await alice.time();
  assert.ok(Math.abs(Number(timetoken) / 1e7 - Date.now() / 1000) < 60);
});
