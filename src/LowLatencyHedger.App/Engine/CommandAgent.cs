using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Carries out the core's commands on one session. The trading one is the gateway: orders, cancels, queries; the market-data one takes book
/// resynchronisations. Each passes over what is for the other. Runs on the thread of its session's connection.
/// </summary>
internal sealed class CommandAgent(
    bool isGateway,
    RingConsumer<OutputEvent> commands,
    IDeribitSession session,
    SessionConnection connection,
    EngineTelemetry telemetry) : IAgent
{
    private const int Batch = 64;

    public string Name => isGateway ? "gateway" : "resync";

    public void OnStart()
    {
    }

    [HotPath]
    public int DoWork()
    {
        if (isGateway)
        {
            telemetry.BeatGateway();
        }

        var done = 0;
        while (done < Batch && commands.TryPeek(out var sequence))
        {
            ref readonly var command = ref commands[sequence];
            var now = HotClock.Now();
            if (session.Execute(in command, in now) && command.Kind == OutputKind.PlaceOrder)
            {
                telemetry.RecordOrder(in command, now.MonotonicNanos, connection.LastEncodedNanos, connection.LastSentNanos);
            }

            commands.Advance();
            done++;
        }

        return done;
    }

    public void OnClose()
    {
    }
}
