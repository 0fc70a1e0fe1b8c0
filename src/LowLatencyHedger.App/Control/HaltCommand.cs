using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Control;

/// <summary>Halts, and waits until the venue has confirmed that no order is open.</summary>
internal sealed class HaltCommand(KillSwitch kill) : IControlCommand
{
    private static readonly TimeSpan s_confirmationTimeout = TimeSpan.FromSeconds(10);

    public string Verb => "halt";

    public async Task<JsonObject> ExecuteAsync(JsonElement request)
    {
        var watch = Stopwatch.StartNew();
        if (ReasonOf.Request(request, out var reason) is { } problem)
        {
            return problem;
        }

        var answer = await kill.HaltAsync("command", reason, ReasonCode.OperatorHalt).ConfigureAwait(false);
        var ordersStoppedMillis = watch.Elapsed.TotalMilliseconds;
        while (kill.IsPending && watch.Elapsed < s_confirmationTimeout)
        {
            await Task.Delay(2).ConfigureAwait(false);
        }

        var reply = ControlReply.Ok();
        reply["coreAnswered"] = answer is not null;
        reply["coreMillis"] = Math.Round(ordersStoppedMillis, 1);
        reply["venueConfirmed"] = !kill.IsPending;
        reply["totalMillis"] = Math.Round(watch.Elapsed.TotalMilliseconds, 1);
        return reply;
    }
}
