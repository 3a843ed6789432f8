// What is refused, and how the SDK tells.

import assert from "node:assert/strict";
import test from "node:test";
import { client, granted, hearing, refused, server, subscribed } from "./bench.mjs";

const root = server();
const narrow = () => granted(root, "alice", { channels: { own: "read", sent: "write" } });
const wide = () => granted(root, "alice", { channels: { own: "read write", sent: "read write" } });
const is = (category) => (event) => event.category === category;

test("a publish that is not permitted", async () => {
  const status = await refused(client("alice", await narrow()).publish({ channel: "own", message: "forged" }));
  assert.equal(status.category, "PNAccessDeniedCategory");
  assert.equal(status.statusCode, 403);
  assert.equal(status.operation, "PNPublishOperation");
  assert.equal(status.errorData.message, "Forbidden");
  assert.equal(status.errorData.service, "Access Manager");
  assert.deepEqual(status.errorData.payload, { channels: ["own"] });
});

test("by POST, as a signal, and without a token it is not permitted either", async () => {
  const alice = client("alice", await narrow());
  for (const promise of [
    alice.publish({ channel: "own", message: "forged", sendByPost: true }),
    alice.signal({ channel: "own", message: "forged" }),
    client("alice").publish({ channel: "sent", message: "nobody's" }),
  ])
    assert.equal((await refused(promise)).category, "PNAccessDeniedCategory");
});

test("a callback is told what a promise is", async () => {
  const alice = client("alice", await narrow());
  const [status, response] = await new Promise((resolve) => {
    alice.publish({ channel: "own", message: "forged" }, (...told) => resolve(told));
  });
  assert.equal(status.category, "PNAccessDeniedCategory");
  assert.equal(status.error, true);
  assert.equal(response, null);
});

test("a subscription that is not permitted ends at once, and says why", async () => {
  const alice = client("alice", await narrow());
  const until = hearing(alice);
  alice.subscribe({ channels: ["own", "sent"] });
  const event = await until("status");
  assert.equal(event.category, "PNConnectionErrorCategory");
  assert.equal(event.error, "PNAccessDeniedCategory");
});

test("the subscribe loop of before the event engine says so in a status of its own", async () => {
  const alice = client("alice", await narrow(), { enableEventEngine: false });
  const until = hearing(alice);
  alice.subscribe({ channels: ["sent"] });
  const event = await until("status");
  assert.deepEqual([event.category, event.statusCode], ["PNAccessDeniedCategory", 403]);
  assert.deepEqual(event.errorData.payload, { channels: ["sent"] });
});

test("a filter expression, which the emulator does not evaluate, is refused", async () => {
  const alice = client("alice", await wide(), { filterExpression: "level > 1" });
  const until = hearing(alice);
  alice.subscribe({ channels: ["own"] });
  assert.equal((await until("status")).error, "PNBadRequestCategory");
});

test("after a refusal, a further token and reconnect do", async () => {
  const alice = client("alice", await narrow());
  const until = hearing(alice);
  alice.subscribe({ channels: ["sent"] });
  await until("status", is("PNConnectionErrorCategory"));
  alice.setToken(await wide());
  alice.reconnect();
  await until("status", is("PNConnectedCategory"));
  await alice.publish({ channel: "sent", message: "at last" });
  assert.equal((await until("message")).message, "at last");
});

test("a token replaces the one before; nothing is added up", async () => {
  const alice = client("alice", await narrow());
  alice.setToken(await granted(root, "alice", { channels: { own: "write" } }));
  await alice.publish({ channel: "own", message: "now" });
  assert.equal((await refused(alice.publish({ channel: "sent", message: "no more" }))).statusCode, 403);
});

test("a token wins over an authKey", async () => {
  const alice = client("alice", await wide(), { authKey: "not a token" });
  await alice.publish({ channel: "own", message: "with the token" });
  alice.setToken(undefined);
  assert.equal((await refused(alice.publish({ channel: "own", message: "?" }))).errorData.message, "Invalid token.");
});

test("a token that is bound opens nothing for somebody else", async () => {
  const status = await refused(client("mallory", await wide()).publish({ channel: "own", message: "borrowed" }));
  assert.equal(status.category, "PNAccessDeniedCategory");
});

test("a poll ends when its token is revoked, and goes on with another", async () => {
  const token = await wide();
  const alice = client("alice", token);
  const until = await subscribed(alice, { channels: ["own"] });
  await root.revokeToken(token);
  const event = await until("status", is("PNDisconnectedUnexpectedlyCategory"));
  assert.equal(event.error, "PNAccessDeniedCategory");
  const status = await refused(alice.publish({ channel: "own", message: "late" }));
  assert.equal(status.errorData.message, "Token is revoked");
  await root.publish({ channel: "own", message: "meanwhile" });
  alice.setToken(await wide());
  alice.reconnect();
  assert.equal((await until("message")).message, "meanwhile");
});

test("keys that are wrong are told apart from rights that are missing", async () => {
  const token = await wide();
  const publish = (rest) => refused(client("alice", token, rest).publish({ channel: "own", message: 1 }));
  const stranger = await publish({ subscribeKey: "sub-c-another" });
  assert.equal(stranger.category, "PNBadRequestCategory");
  assert.equal(stranger.errorData.message, "Invalid Subscribe Key");
  assert.equal((await publish({ publishKey: "pub-c-another" })).errorData, "Invalid Key");
});
