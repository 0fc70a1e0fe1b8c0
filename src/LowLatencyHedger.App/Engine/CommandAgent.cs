using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Carries out a core's commands on one session, and passes over what is for the other. Runs on the thread of its session's connection.
/// </summary>
internal sealed class CommandAgent(
    CommandRole role,
    RingConsumer<OutputEvent> commands,
    IDeribitSession session,
    SessionConnection connection,
    EngineTelemetry telemetry) : IAgent
{
    private const int Batch = 64;

    public string Name => role switch
    {
        CommandRole.Gateway => "gateway",
        CommandRole.Resync => "resync",
        _ => "rehearsal",
    };

    public void OnStart()
    {
    }

    [HotPath]
    public int DoWork()
    {
        if (role == CommandRole.Gateway)
        {
            telemetry.BeatGateway();
        }

        var done = 0;
        while (done < Batch && commands.TryPeek(out var sequence))
        {
            ref readonly var command = ref commands[sequence];
            var now = HotClock.Now();
            if (session.Execute(in command, in now, role == CommandRole.Rehearsal) && role == CommandRole.Gateway && command.Kind == OutputKind.PlaceOrder)
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
