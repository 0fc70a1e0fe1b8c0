using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>
/// Both sessions, fed with the calls of a run against the simulated venue. Login and recovery, which read lists, come first and are not
/// measured; then tickers, books, fills and orders are.
/// </summary>
internal static class SessionCases
{
    public const long StartUtcNanos = 1_768_996_800L * Nanos.PerSecond;
    private const long StepNanos = Nanos.PerMilli;
    private const long SettledNanos = 6 * Nanos.PerSecond;
    private const long EndNanos = 20 * Nanos.PerSecond;

    public static SessionRecording Record()
    {
        var calls = new List<SessionCall>();
        var model = new ExchangeModel(EngineCases.Market, StartUtcNanos);
        using var server = new RpcServer(model, new RpcServerOptions { CancelOnDisconnectArmed = true });
        SessionLink[] links = [new(server), new(server)];
        var publisher = new EventQueue();
        var sessions = new SessionPair(publisher, links[0], links[1]);
        var core = new HedgeCore(EngineCases.Config);
        var outputs = new OutputBuffer();
        var sequence = 0L;
        var orders = 0;
        for (var nanos = 0L; nanos < EndNanos; nanos += StepNanos)
        {
            var now = new Timestamp(nanos, StartUtcNanos + nanos);
            server.AdvanceTo(now.UtcNanos);
            for (var place = 0; place < links.Length; place++)
            {
                if (nanos == 0)
                {
                    links[place].Connect();
                    Do(place, SessionCallKind.Open, now, [], default);
                }

                links[place].DeliverRequests();
                while (links[place].TryTake(out var message))
                {
                    Do(place, SessionCallKind.Message, now, message, default);
                }

                Do(place, SessionCallKind.Tick, now, [], default);
            }

            publisher.Add(new InputEvent
            {
                Kind = InputKind.Clock,
                ReceivedNanos = nanos,
                Clock = new ClockBody { MonotonicNanos = nanos, UtcNanos = now.UtcNanos },
            });
            while (publisher.TryTake(out var input))
            {
                outputs.Clear();
                core.OnEvent(in input, sequence++, outputs);
                foreach (var output in outputs.Events.ToArray())
                {
                    orders += output.Kind == OutputKind.PlaceOrder && nanos > SettledNanos ? 1 : 0;
                    Do(0, SessionCallKind.Execute, now, [], output);
                    Do(1, SessionCallKind.Execute, now, [], output);
                }
            }
        }

        var isWell = sessions.Market.State == SessionState.Ready && sessions.Trading.State == SessionState.Ready && orders > 10;
        Invariant.That(isWell && !links[0].IsDropped && !links[1].IsDropped, "the recorded sessions did not trade");
        var firstSettled = calls.FindIndex(call => call.Now.MonotonicNanos >= SettledNanos);
        return new SessionRecording([.. calls], firstSettled, links[0].SentBytes + links[1].SentBytes);

        void Do(int place, SessionCallKind kind, in Timestamp now, byte[] message, in OutputEvent command)
        {
            var call = new SessionCall(place == 1, kind, now, message, command);
            calls.Add(call);
            sessions.Apply(call);
        }
    }

    public static Pass Replay(SessionRecording recording)
    {
        SessionLink[] links = [new(null), new(null)];
        var publisher = new RingPublisher();
        var sessions = new SessionPair(publisher, links[0], links[1]);
        for (var i = 0; i < recording.FirstSettled; i++)
        {
            sessions.Apply(recording.Calls[i]);
            publisher.Drain();
        }

        return new Pass(() =>
        {
            for (var i = recording.FirstSettled; i < recording.Calls.Length; i++)
            {
                sessions.Apply(recording.Calls[i]);
                publisher.Drain();
            }

            var sentBytes = links[0].SentBytes + links[1].SentBytes;
            Invariant.That(sentBytes == recording.SentBytes, "the replayed sessions did not send what the recorded ones did");
            return recording.Calls.Length - recording.FirstSettled;
        });
    }
}
