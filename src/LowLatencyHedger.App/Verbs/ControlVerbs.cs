using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Control;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>status halt resume cancel-all flatten</c> and <c>limits</c> itself: the verbs that talk to a running engine.</summary>
internal static class ControlVerbs
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    public static IEnumerable<Command> Create() =>
    [
        Verb("status", "what a running engine is doing. Example: hedger status --socket run/control.sock", null, StatusText),
        Verb("halt", "stop all orders and cancel everything, until resumed. Example: hedger halt --reason \"wrong volatilities\"", ReasonOption(), HaltText),
        Verb("resume", "end a halt. Example: hedger resume --reason \"volatilities fixed\"", ReasonOption(), _ => "resumed"),
        Verb("cancel-all", "cancel everything that is open; trading goes on. Example: hedger cancel-all", null, _ => "cancelled"),
        FlattenVerb.Create(),
    ];

    /// <summary>The limits of a running engine; what else there is about limits are its subcommands.</summary>
    public static Command Limits() => Verb("limits", "the limits in force in a running engine. Example: hedger limits --json", null, LimitsText);

    /// <summary>The same by name.</summary>
    public static Command LimitsShow() =>
        Verb("limits", "the limits in force in a running engine. Example: hedger limits show", null, LimitsText, name: "show");

    /// <summary>Changes limits of a running engine.</summary>
    public static Command LimitsSet() => Verb(
        "limits",
        "change limits of a running engine, all or none. Example: hedger limits set limits.maxSpreadBps=5",
        null,
        reply => string.Join(Environment.NewLine, reply["lines"]!.AsArray()),
        name: "set",
        set: new Argument<string[]>("KEY=VALUE") { Description = "as in the configuration file", Arity = ArgumentArity.OneOrMore });

    public static Option<string> ReasonOption() => new("--reason") { Description = "why, for the journal and whoever comes next" };

    /// <summary>A command that sends one request. Its name is the request's verb unless said otherwise.</summary>
    private static Command Verb(
        string verb,
        string description,
        Option<string>? reason,
        Func<JsonObject, string> text,
        string? name = null,
        Argument<string[]>? set = null)
    {
        var config = new Option<string?>("--config") { Description = "configuration of the engine; tells where its socket is" };
        var socket = new Option<string?>("--socket") { Description = "the engine's control socket; run/control.sock if neither is given" };
        var json = new Option<bool>("--json") { Description = "the engine's reply as it came" };
        var command = new Command(name ?? verb, description) { config, socket, json };
        if (reason is not null)
        {
            command.Options.Add(reason);
        }

        if (set is not null)
        {
            command.Arguments.Add(set);
        }

        command.SetAction(async (parsed, _) =>
        {
            if (SocketPath(parsed.GetValue(config), parsed.GetValue(socket)) is not { } path)
            {
                return ExitCode.BadInput;
            }

            var request = new JsonObject { ["verb"] = verb };
            if (reason is not null)
            {
                request["reason"] = parsed.GetValue(reason);
            }

            if (set is not null)
            {
                request["set"] = new JsonArray([.. parsed.GetValue(set)!.Select(one => (JsonNode)JsonValue.Create(one))]);
            }

            return await SendAsync(path, request, parsed.GetValue(json) ? reply => reply.ToJsonString() : text).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Null, with the problems told, when the configuration does not say it.</summary>
    public static string? SocketPath(string? config, string? socket)
    {
        if (socket is not null || config is null)
        {
            return socket ?? Path.Combine("run", ControlServer.SocketName);
        }

        var (values, problems) = ConfigLoader.Load(config, Environment.GetEnvironmentVariables());
        problems.ForEach(problem => Console.Error.WriteLine(problem));
        return problems.Count == 0 ? ControlPlane.SocketPath(values) : null;
    }

    public static async Task<int> SendAsync(string path, JsonObject request, Func<JsonObject, string> text)
    {
        JsonObject reply;
        try
        {
            reply = await ControlClient.SendAsync(path, request, s_timeout).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Connection;
        }

        if (reply["ok"]?.GetValue<bool>() != true)
        {
            Console.Error.WriteLine(reply["message"]?.GetValue<string>() ?? reply.ToJsonString());
            return reply["error"]?.GetValue<string>() switch
            {
                ControlReply.Refusal => ExitCode.Risk,
                ControlReply.Unanswered => ExitCode.Connection,
                _ => ExitCode.Usage,
            };
        }

        Console.WriteLine(text(reply));
        var isUnfinished = reply["venueConfirmed"]?.GetValue<bool>() == false || reply["flat"]?.GetValue<bool>() == false;
        return isUnfinished ? ExitCode.Connection : ExitCode.Done;
    }

    private static string HaltText(JsonObject reply) => (bool)reply["venueConfirmed"]!
        ? $"halted; the venue has no open order of the account, after {reply["totalMillis"]} ms"
        : "halted: no order leaves any more; the venue has not confirmed yet that nothing is open, and is asked on";

    private static string LimitsText(JsonObject reply) =>
        string.Join(Environment.NewLine, reply["limits"]!.AsObject().Select(limit => $"{limit.Key,-50} {limit.Value!["value"],-12} {limit.Value["origin"]}"));

    private static string StatusText(JsonObject reply)
    {
        var lines = new List<string> { $"process {reply["processId"]}, epoch {reply["epoch"]}, since {reply["startedUtc"]}, journal {reply["journal"]}" };
        if (reply["halted"] is JsonObject halted)
        {
            lines.Add($"HALTED since {halted["sinceUtc"]} ({halted["by"]}): {halted["reason"]}");
        }

        foreach (var state in reply["underlyings"]!.AsArray())
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{state!["index"]}  {state["tradingState"]} {state["reason"]}  {state["hedgeInstrument"]} {Rounded(state["hedgeMid"], 2)}  "
                + $"delta {Rounded(state["netDelta"], 4)} in [{Rounded(state["bandLower"], 2)}, {Rounded(state["bandUpper"], 2)}]  "
                + $"position {state["hedgePosition"]}  open {state["unresolvedOrders"]}  profit {Rounded(state["profitUsd"], 2)} USD"));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Rounded(JsonNode? number, int digits) => number is null
        ? "-"
        : Math.Round(number.GetValue<double>(), digits).ToString(CultureInfo.InvariantCulture);
}
