using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// How time, and whoever operates the engine, reach the core: a clock event at a fixed interval, a control event for each command. Time
/// that finds the ring full is skipped, as the next reading says the same, newer; a command waits.
/// </summary>
internal sealed class ClockAgent(
    RingProducer<InputEvent> clockProducer,
    RingProducer<InputEvent> controlProducer,
    ControlMailbox mailbox,
    SettingDesk settings,
    IDeribitSession session,
    long intervalNanos) : IAgent
{
    private const long UtcResyncNanos = Nanos.PerSecond;

    private long _nextNanos;
    private long _nextResyncNanos;

    public string Name => "clock";

    public void OnStart()
    {
    }

    [HotPath]
    public int DoWork()
    {
        var now = HotClock.Now();
        var work = 0;
        if (mailbox.IsFull)
        {
            ref var command = ref controlProducer.Claim();
            mailbox.Take(out command);
            command.ReceivedNanos = now.MonotonicNanos;
            command.PublishedNanos = now.MonotonicNanos;
            controlProducer.Publish();
            work++;
        }

        if (settings.TryTake(out var part))
        {
            ref var change = ref controlProducer.Claim();
            change.Kind = InputKind.SettingChange;
            change.ReceivedNanos = now.MonotonicNanos;
            change.PublishedNanos = now.MonotonicNanos;
            change.SettingChange = part;
            controlProducer.Publish();
            work++;
        }

        if (now.MonotonicNanos < _nextNanos)
        {
            return work;
        }

        _nextNanos = now.MonotonicNanos + intervalNanos;
        if (now.MonotonicNanos >= _nextResyncNanos)
        {
            _nextResyncNanos = now.MonotonicNanos + UtcResyncNanos;
            HotClock.Resync();
        }

        PublishTime(in now);
        return work + 1;
    }

    public void OnClose()
    {
    }

    [HotPath]
    private void PublishTime(in Timestamp now)
    {
        ref var input = ref clockProducer.Claim();
        input.Kind = InputKind.Clock;
        input.ReceivedNanos = now.MonotonicNanos;
        input.PublishedNanos = now.MonotonicNanos;
        input.Clock.MonotonicNanos = now.MonotonicNanos;
        input.Clock.UtcNanos = now.UtcNanos;
        input.Clock.ExchangeOffsetNanos = session.ExchangeOffsetNanos(in now);
        clockProducer.Publish();
    }
}
