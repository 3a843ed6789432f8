// App Context: records of users and channels, and who is a member of what.

import assert from "node:assert/strict";
import test from "node:test";
import { client, granted, refused, server, subscribed } from "./bench.mjs";

const root = server();
const sections = {
  channels: { hall: "read get update delete join manage", room: "get join" },
  uuids: { alice: "get update delete", bob: "get" },
};
const alice = client("alice", await granted(root, "alice", sections));
const heard = await subscribed(alice, { channels: ["hall"] });
const custom = { color: "red", level: 3, ok: true };

test("a user's record", async () => {
  const data = { name: "Alice", email: "a@example.com", externalId: "1", custom, status: "active", type: "human" };
  const set = await alice.objects.setUUIDMetadata({ uuid: "alice", data });
  assert.deepEqual({ ...data, ...set.data }, set.data);
  assert.equal(set.data.id, "alice");
  assert.ok(set.data.updated && set.data.eTag);
  assert.deepEqual((await alice.objects.getUUIDMetadata({ uuid: "alice" })).data, set.data);
  const changed = await alice.objects.setUUIDMetadata({ uuid: "alice", data: { name: "Al" } });
  assert.deepEqual([changed.data.name, changed.data.email], ["Al", "a@example.com"]);
  assert.notEqual(changed.data.eTag, set.data.eTag);
  const outdated = alice.objects.setUUIDMetadata({ uuid: "alice", data: { name: "A" }, ifMatchesEtag: set.data.eTag });
  assert.equal((await refused(outdated)).statusCode, 412);
});

test("a channel's record, and that it changed", async () => {
  const { data } = await alice.objects.setChannelMetadata({ channel: "hall", data: { name: "Hall", custom } });
  assert.deepEqual([data.id, data.name, data.custom], ["hall", "Hall", custom]);
  const { message } = await heard("objects");
  assert.deepEqual([message.type, message.event], ["channel", "set"]);
  assert.deepEqual([message.data.id, message.data.name], ["hall", "Hall"]);
  assert.deepEqual((await alice.objects.getChannelMetadata({ channel: "hall" })).data.name, "Hall");
});

test("members of a channel", async () => {
  const uuids = ["bob", { id: "alice", custom: { role: "host" } }];
  const set = await alice.objects.setChannelMembers({ channel: "hall", uuids, include: { customFields: true } });
  assert.deepEqual(set.data.map(({ uuid }) => uuid.id).sort(), ["alice", "bob"]);
  const { message } = await heard("objects", (event) => event.message.type === "membership");
  assert.equal(message.event, "set");
  const listed = await alice.objects.getChannelMembers({
    channel: "hall",
    include: { UUIDFields: true, customFields: true, totalCount: true },
  });
  assert.equal(listed.totalCount, 2);
  const own = listed.data.find(({ uuid }) => uuid.id === "alice");
  assert.deepEqual([own.custom, own.uuid.name], [{ role: "host" }, "Al"]);
  await alice.objects.removeChannelMembers({ channel: "hall", uuids: ["bob"] });
  assert.equal((await alice.objects.getChannelMembers({ channel: "hall" })).data.length, 1);
});

test("memberships of a user", async () => {
  const set = await alice.objects.setMemberships({ channels: ["room", { id: "hall", custom: { muted: true } }] });
  assert.deepEqual(set.data.map(({ channel }) => channel.id).sort(), ["hall", "room"]);
  const listed = await alice.objects.getMemberships({ include: { channelFields: true, customFields: true } });
  const hall = listed.data.find(({ channel }) => channel.id === "hall");
  assert.deepEqual([hall.channel.name, hall.custom], ["Hall", { muted: true }]);
  await alice.objects.removeMemberships({ channels: ["room"] });
  assert.deepEqual((await alice.objects.getMemberships()).data.map(({ channel }) => channel.id), ["hall"]);
});

test("everything is listed page by page, for the secret key", async () => {
  for (const name of ["c", "a", "b"]) await root.objects.setUUIDMetadata({ uuid: `u-${name}`, data: { name } });
  const first = await root.objects.getAllUUIDMetadata({
    include: { totalCount: true },
    sort: { name: "desc" },
    limit: 2,
  });
  assert.equal(first.totalCount, 4);
  assert.deepEqual(first.data.map(({ name }) => name), ["c", "b"]);
  const page = { next: first.next };
  const second = await root.objects.getAllUUIDMetadata({ sort: { name: "desc" }, limit: 2, page });
  assert.deepEqual(second.data.map(({ name }) => name), ["a", "Al"]);
  assert.deepEqual((await root.objects.getAllChannelMetadata()).data.map(({ id }) => id), ["hall"]);
});

test("two fields are sorted by; a filter is refused, since it is not evaluated", async () => {
  await root.objects.setUUIDMetadata({ uuid: "u-d", data: { name: "a" } });
  const { data } = await root.objects.getAllUUIDMetadata({ sort: { name: "asc", id: "desc" } });
  assert.deepEqual(data.filter(({ name }) => name === "a").map(({ id }) => id), ["u-d", "u-a"]);
  const status = await refused(root.objects.getAllUUIDMetadata({ filter: 'name == "a"' }));
  assert.equal(status.category, "PNBadRequestCategory");
});

test("what is not permitted is refused, each with its own right", async () => {
  const bob = client("bob", await granted(root, "bob", { channels: { hall: "read write" }, uuids: { bob: "get" } }));
  const objects = bob.objects;
  for (const promise of [
    objects.getUUIDMetadata({ uuid: "alice" }),
    objects.setUUIDMetadata({ data: { name: "Bob" } }),
    objects.removeUUIDMetadata({}),
    objects.getAllUUIDMetadata(),
    objects.getChannelMetadata({ channel: "hall" }),
    objects.setChannelMetadata({ channel: "hall", data: { name: "Bob's" } }),
    objects.removeChannelMetadata({ channel: "hall" }),
    objects.getAllChannelMetadata(),
    objects.getChannelMembers({ channel: "hall" }),
    objects.setChannelMembers({ channel: "hall", uuids: ["bob"] }),
    objects.getMemberships({ uuid: "alice" }),
    objects.setMemberships({ channels: ["hall"] }),
  ])
    assert.equal((await refused(promise)).category, "PNAccessDeniedCategory");
});

test("records are removed", async () => {
  await alice.objects.removeChannelMetadata({ channel: "hall" });
  assert.equal((await refused(alice.objects.getChannelMetadata({ channel: "hall" }))).statusCode, 404);
  await alice.objects.removeUUIDMetadata({ uuid: "alice" });
  assert.equal((await refused(alice.objects.getUUIDMetadata({ uuid: "alice" }))).statusCode, 404);
});
