"""The twin: a fleet's backups in SimPy, from what `peers night export` wrote.

usage: twin.py FILE filled|heaped

Every job is a process: it starts, prepares, takes its snapshot, waits in the queue, moves its disks
and commits. Vaults are shared max-min fairly by the transfers into them, each with a cap of its own.
Every noon points whose time has come leave their tiers. How long each step takes was drawn before;
when transfers move, which are skipped and when points go is worked out here.

Time is whole nanoseconds; bytes and rates are doubles. To agree to the nanosecond, the arithmetic is
that of src/engine/flow: a full vault has a meter of what each transfer that it holds back has moved,
kept as a sum of two doubles, and a transfer ends when the meter reaches its mark, rounded up. How
the level is found is not taken from there: `filled` fills anew at every change, as one writes it;
`heaped` has heaps, and then SimPy's processes take most of the time.

Prints `key value` lines; the time is that of SimPy's event loop only.
"""

import bisect
import hashlib
import heapq
import json
import math
import sys
import time

import simpy

DAY = 86_400 * 10**9
# As src/engine/flow/link.rs: a level this little below a cap is the same.
TIE = 1.0 + 16.0 * sys.float_info.epsilon
INFINITY = float("inf")
NOTHING = (0.0, 0.0)


def plus(wide, term):
    """A sum of two doubles and one more (Knuth's two-sum)."""
    high, low = wide
    total = high + term
    part = total - high
    low += (high - (total - part)) + (term - part)
    rounded = total + low
    return rounded, low - (rounded - total)


def minus(wide, other):
    """The difference of two such sums, rounded once."""
    high, low = wide
    term = -other[0]
    total = high + term
    part = total - high
    return total + (((high - (total - part)) + (term - part)) + (low - other[1]))


def after(now, secs):
    """The next whole nanosecond after that many seconds: nothing ends early."""
    nanos = secs * 1e9
    whole = int(nanos)
    return now + whole + (whole < nanos)


class Transfer:
    __slots__ = ("cap", "left", "since", "ends", "mark", "held", "gone", "done", "number")

    def __init__(self, number, cap, left, done):
        self.number, self.cap, self.left, self.done = number, cap, left, done
        self.since = self.ends = 0
        self.mark = NOTHING
        self.held = self.gone = False

    def __lt__(self, other):
        return (self.cap, self.number) < (other.cap, other.number)


class Vault:
    """A link that transfers share. How its level is found is for those below."""

    def __init__(self, env, capacity):
        self.env, self.capacity = env, capacity
        self.level = INFINITY
        self.held_count = 0
        self.meter, self.metered_at = NOTHING, 0
        self.wakes_at = None
        self.numbers = 0

    def start(self, sizes, done):
        """Starts transfers of one instant, (bytes, cap) each; `done` is called as each ends."""
        self.take_ended()
        self.read_meter()
        for size, cap in sizes:
            self.numbers += 1
            it = Transfer(self.numbers, cap, float(size), done)
            self.at_cap(it)
            self.add(it)
        self.settle()
        self.schedule()

    def wake(self, event):
        if self.wakes_at == self.env.now:
            self.wakes_at = None
        if self.take_ended():
            self.settle()
        self.schedule()

    def take_ended(self):
        ended = self.ended()
        if ended:
            self.read_meter()
            self.remove(ended)
            ended.sort(key=lambda it: it.number)
            for it in ended:
                it.done()
        return ended

    def read_meter(self):
        now = self.env.now
        if self.held_count == 0:
            self.meter = NOTHING
        else:
            self.meter = plus(self.meter, self.level * ((now - self.metered_at) / 1e9))
        self.metered_at = now

    def at_cap(self, it):
        """`it` moves at its cap from now on."""
        now = self.env.now
        it.held, it.since = False, now
        it.ends = after(now, it.left / it.cap) if it.left > 0.0 else now

    def hold_back(self, it):
        """`it` moved at its cap and moves at the vault's level from now on."""
        if it.left > 0.0:
            it.left = max(it.left - it.cap * ((self.env.now - it.since) / 1e9), 0.0)
        it.held = True
        it.mark = plus(self.meter, it.left)
        self.held_count += 1

    def release(self, it):
        """`it` was held back and moves at its cap from now on."""
        it.left = max(minus(it.mark, self.meter), 0.0)
        self.held_count -= 1
        self.at_cap(it)

    def reaches(self, mark):
        left = minus(mark, self.meter)
        return after(self.metered_at, (left if left > 0.0 else 0.0) / self.level)

    def schedule(self):
        at = self.next_end()
        if at is None or (self.wakes_at is not None and self.wakes_at <= at):
            return
        self.wakes_at = at
        self.env.timeout(at - self.env.now).callbacks.append(self.wake)


class FilledVault(Vault):
    """Progressive filling, as one writes it down: at every change all transfers are looked at, those
    with the smallest caps first, and again for the next end."""

    def __init__(self, env, capacity):
        super().__init__(env, capacity)
        self.moving = []

    def add(self, it):
        bisect.insort(self.moving, it)

    def ended(self):
        now = self.env.now
        return [
            it
            for it in self.moving
            if (self.reaches(it.mark) if it.held else it.ends) <= now
        ]

    def remove(self, ended):
        gone = set(map(id, ended))
        self.moving = [it for it in self.moving if id(it) not in gone]
        self.held_count -= sum(it.held for it in ended)

    def settle(self):
        moving, room, level = self.moving, self.capacity, INFINITY
        left = capped = len(moving)
        for place, it in enumerate(moving):
            if it.cap > room / left:
                capped = place
                # The sum may not depend on the order: it is rounded once.
                room = math.fsum([self.capacity, *(-it.cap for it in moving[:place])])
                level = room / left
                break
            room -= it.cap
            left -= 1
        for it in moving[:capped]:
            if it.held:
                self.release(it)
        for it in moving[capped:]:
            if not it.held:
                self.hold_back(it)
        self.level = level

    def next_end(self):
        ends = [it.ends for it in self.moving if not it.held]
        marks = [it.mark for it in self.moving if it.held]
        if marks:
            ends.append(self.reaches(min(marks)))
        return min(ends, default=None)


class HeapedVault(Vault):
    """The same in heaps, as the engine has it: a change costs what changes its side. Entries that
    are out of date are dropped when they come up."""

    def __init__(self, env, capacity):
        super().__init__(env, capacity)
        self.count = 0
        self.capped_rate = NOTHING
        self.capped_by_end, self.capped_by_cap = [], []
        self.held_by_mark, self.held_by_cap = [], []

    def add(self, it):
        self.count += 1

    def at_cap(self, it):
        super().at_cap(it)
        heapq.heappush(self.capped_by_end, (it.ends, it.number, it))
        heapq.heappush(self.capped_by_cap, (-it.cap, it.number, it))
        self.capped_rate = plus(self.capped_rate, it.cap)

    def hold_back(self, it):
        super().hold_back(it)
        self.capped_rate = plus(self.capped_rate, -it.cap)
        heapq.heappush(self.held_by_mark, (it.mark, it.number, it))
        heapq.heappush(self.held_by_cap, (it.cap, it.number, it))

    def first(self, heap, is_current):
        while heap:
            key, _, it = heap[0]
            if not it.gone and is_current(it, key):
                return it
            heapq.heappop(heap)
        return None

    def first_end(self):
        return self.first(self.capped_by_end, lambda it, at: not it.held and it.ends == at)

    def first_mark(self):
        return self.first(self.held_by_mark, lambda it, mark: it.held and it.mark == mark)

    def ended(self):
        now, ended = self.env.now, []
        while (it := self.first_end()) is not None and it.ends <= now:
            it.gone = True
            ended.append(it)
        while (it := self.first_mark()) is not None and self.reaches(it.mark) <= now:
            it.gone = True
            ended.append(it)
        return ended

    def remove(self, ended):
        self.count -= len(ended)
        for it in ended:
            if it.held:
                self.held_count -= 1
            else:
                self.capped_rate = plus(self.capped_rate, -it.cap)

    def settle(self):
        while True:
            room = minus((self.capacity, 0.0), self.capped_rate)
            if self.held_count == 0 and room >= self.capacity * (1.0 - TIE):
                self.level = INFINITY
                return
            level = self.capacity / self.count
            if self.held_count and room > 0.0:
                level = max(level, room / self.held_count)
            slowest = self.first(self.held_by_cap, lambda it, _: it.held)
            if slowest is not None and slowest.cap <= level:
                self.release(slowest)
                continue
            fastest = self.first(self.capped_by_cap, lambda it, _: not it.held)
            if fastest is not None and fastest.cap > level * TIE:
                self.hold_back(fastest)
                continue
            self.level = level
            return

    def next_end(self):
        capped, held = self.first_end(), self.first_mark()
        ends = [] if capped is None else [capped.ends]
        if held is not None:
            ends.append(self.reaches(held.mark))
        return min(ends, default=None)


class Machine:
    """What the service knows of a machine: points by tier, and whether it transfers."""

    __slots__ = ("in_vault", "snapshots", "transfers")

    def __init__(self):
        self.in_vault, self.snapshots, self.transfers = [], [], False


class Point:
    __slots__ = ("vm", "taken", "snapshot_dies", "vault_dies", "snapshot_gone", "vault_gone")

    def __init__(self, vm, taken, snapshot_dies, vault_dies):
        self.vm, self.taken = vm, taken
        self.snapshot_dies, self.vault_dies = snapshot_dies, vault_dies
        self.snapshot_gone = self.vault_gone = -1


class Fleet:
    def __init__(self, env, file, vault):
        self.env, self.days, self.clean_up_ns = env, file["days"], file["clean_up_ns"]
        self.vaults = [vault(env, capacity) for capacity in file["links"]]
        self.machines = [Machine() for _ in range(file["vms"])]
        self.points, self.ends = [], []
        self.skipped = 0
        for job in file["jobs"]:
            env.process(self.job(*job))
        env.process(self.clean_ups())

    def job(self, vm, due, start, prepare, snapshot, queue, commit, snapshot_life, vault_life, disks):
        env, machine = self.env, self.machines[vm]
        yield env.timeout(due + start)
        yield env.timeout(prepare)
        yield env.timeout(snapshot)
        now = env.now
        point = Point(vm, now, now + snapshot_life, now + vault_life)
        self.points.append(point)
        machine.snapshots.append(point)
        if machine.transfers:
            self.skipped += 1
            self.ends.append((vm, due, now))
            return
        machine.transfers = True
        yield env.timeout(queue)
        moving = [disk for disk in disks if disk[0] > 0]
        if moving:
            yield self.transfer(moving)
        yield env.timeout(commit)
        machine.transfers = False
        if point.snapshot_gone < 0:
            point.vault_dies = max(point.vault_dies, point.snapshot_dies)
        machine.in_vault.append(point)
        self.ends.append((vm, due, env.now))

    def transfer(self, disks):
        """An event: all disks have arrived."""
        arrived = self.env.event()
        left = len(disks)

        def one():
            nonlocal left
            left -= 1
            if left == 0:
                arrived.succeed()

        vaults = {links[0][0] for _, _, links in disks}
        assert len(vaults) == 1 and all(links[0][1] == 1.0 for _, _, links in disks)
        self.vaults[vaults.pop()].start([(size, cap) for size, cap, _ in disks], one)
        return arrived

    def clean_ups(self):
        """Every noon of the run; the newest point of a tier stays."""
        yield self.env.timeout(self.clean_up_ns)
        for _ in range(self.days):
            now = self.env.now
            for machine in self.machines:
                tier = machine.in_vault
                while len(tier) > 1 and tier[0].vault_dies <= now:
                    tier.pop(0).vault_gone = now
                tier = machine.snapshots
                while len(tier) > 1 and tier[0].snapshot_dies <= now:
                    tier.pop(0).snapshot_gone = now
            yield self.env.timeout(DAY)


def digest(rows):
    text = "".join(" ".join(map(str, row)) + "\n" for row in sorted(rows))
    return hashlib.sha256(text.encode()).hexdigest()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        data = json.load(file)
    for job in data["jobs"]:
        several = [disk for disk in job[-1] if len(disk[2]) != 1]
        assert not several, "this twin knows transfers that cross one link"
    env = simpy.Environment()
    fleet = Fleet(env, data, {"filled": FilledVault, "heaped": HeapedVault}[sys.argv[2]])
    begin, cpu = time.perf_counter(), time.process_time()
    env.run()
    print("cpu_s", time.process_time() - cpu)
    print("wall_s", time.perf_counter() - begin)
    print("jobs", len(fleet.ends))
    print("skipped", fleet.skipped)
    print("ends", digest(fleet.ends))
    print("points", len(fleet.points))
    print("expired", sum(point.vault_gone >= 0 for point in fleet.points))
    rows = [(it.vm, it.taken, it.snapshot_gone, it.vault_gone) for it in fleet.points]
    print("tiers", digest(rows))


if __name__ == "__main__":
    main()
