// Grant and revoke, with the secret key.

import assert from "node:assert/strict";
import test from "node:test";
import { client, refused, server } from "./bench.mjs";

const root = server();
const off = { read: false, write: false, manage: false, delete: false, get: false, update: false, join: false };

test("a token says what was granted", async () => {
  const token = await root.grantToken({
    ttl: 15,
    authorized_uuid: "alice",
    resources: {
      channels: { "inbox.alice": { read: true }, "größe.世界": { write: true, delete: true } },
      groups: { friends: { read: true, manage: true } },
      uuids: { alice: { get: true, update: true } },
    },
    patterns: { channels: { "^shard-(?:[0-9]|1[0-9])$": { read: true } } },
    meta: { role: "voter", floor: 2 },
  });
  assert.match(token, /^qEF2/);
  const said = root.parseToken(token);
  assert.equal(said.version, 2);
  assert.equal(said.ttl, 15);
  assert.ok(Math.abs(said.timestamp - Date.now() / 1000) < 60);
  assert.equal(said.authorized_uuid, "alice");
  assert.deepEqual(said.meta, { role: "voter", floor: 2 });
  assert.deepEqual(said.resources.channels["inbox.alice"], { ...off, read: true });
  assert.deepEqual(said.resources.channels["größe.世界"], { ...off, write: true, delete: true });
  assert.deepEqual(said.resources.groups.friends, { ...off, read: true, manage: true });
  assert.deepEqual(said.resources.uuids.alice, { ...off, get: true, update: true });
  assert.deepEqual(said.patterns.channels["^shard-(?:[0-9]|1[0-9])$"], { ...off, read: true });
  assert.equal(said.signature.byteLength, 32);
});

test("a token for anybody names nobody", async () => {
  const token = await root.grantToken({ ttl: 1, resources: { channels: { lobby: { write: true } } } });
  assert.match(token, /^p0F2/);
  assert.equal(root.parseToken(token).authorized_uuid, undefined);
  for (const user of ["alice", "bob"]) await client(user, token).publish({ channel: "lobby", message: user });
});

test("what a grant may not say is told", async () => {
  const channels = { lobby: { read: true } };
  const told = async (parameters) => {
    const status = await refused(root.grantToken(parameters));
    assert.equal(status.category, "PNBadRequestCategory");
    return status.errorData.error;
  };
  const late = await told({ ttl: 43201, resources: { channels } });
  assert.equal(late.message, "Invalid ttl");
  assert.deepEqual(late.details, [
    { message: "Range should be 1 to 43200 minute(s).", location: "ttl", locationType: "body" },
  ]);
  const capturing = await told({ ttl: 1, patterns: { channels: { "^(a|b)$": { read: true } } } });
  assert.match(capturing.details[0].message, /non-capturing/);
  const nothing = await told({ ttl: 1, resources: { channels: { lobby: { read: false } } } });
  assert.equal(nothing.details[0].location, "permissions.resources.channels.lobby");
});

test("a grant without the secret key, or with another, is refused", async () => {
  const resources = { channels: { lobby: { read: true } } };
  const forger = client("server", undefined, { secretKey: "sec-c-guessed" });
  const status = await refused(forger.grantToken({ ttl: 1, resources }));
  assert.equal(status.category, "PNAccessDeniedCategory");
  assert.equal(status.errorData.error.message, "Invalid signature");
  assert.equal((await refused(client("alice").grantToken({ ttl: 1, resources }))).message, "Missing Secret Key");
});

test("a revoked token opens nothing, one that is granted at once afterwards does", async () => {
  const grant = () => root.grantToken({ ttl: 1, resources: { channels: { lobby: { write: true } } } });
  const lost = await grant();
  const alice = client("alice", lost);
  await alice.publish({ channel: "lobby", message: "still there" });
  await root.revokeToken(lost);
  const status = await refused(alice.publish({ channel: "lobby", message: "logged out" }));
  assert.equal(status.category, "PNAccessDeniedCategory");
  assert.equal(status.errorData.message, "Token is revoked");
  alice.setToken(await grant());
  await alice.publish({ channel: "lobby", message: "back" });
});

test("what is no token cannot be revoked", async () => {
  const status = await refused(root.revokeToken("not/a token+at=all"));
  assert.equal(status.statusCode, 400);
  assert.equal(status.errorData.error.message, "Invalid token");
});
