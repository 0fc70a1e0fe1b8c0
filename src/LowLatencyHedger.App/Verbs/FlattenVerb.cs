using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>flatten</c>: the one verb that trades, and so the one that asks whether it is meant.</summary>
internal static class FlattenVerb
{
    private const string Word = "flatten";

    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "configuration of the engine; tells where its socket is" };
        var socket = new Option<string?>("--socket") { Description = "the engine's control socket; run/control.sock if neither is given" };
        var underlying = new Option<string?>("--underlying") { Description = "price index of the one to flatten; all if none is given" };
        var yes = new Option<bool>("--yes") { Description = "do not ask" };
        var json = new Option<bool>("--json") { Description = "the engine's reply as it came" };
        var reason = ControlVerbs.ReasonOption();
        var command = new Command(
            Word,
            "trade the position in the hedge instrument to zero and hedge no more, until resumed. Example: hedger flatten --yes --reason \"over and out\"")
        {
            config, socket, underlying, yes, json, reason,
        };
        command.SetAction(async (parsed, _) =>
        {
            if (!parsed.GetValue(yes) && !IsConfirmed(parsed.GetValue(underlying)))
            {
                return ExitCode.Usage;
            }

            if (ControlVerbs.SocketPath(parsed.GetValue(config), parsed.GetValue(socket)) is not { } path)
            {
                return ExitCode.BadInput;
            }

            var request = new JsonObject
            {
                ["verb"] = Word, ["reason"] = parsed.GetValue(reason), ["underlying"] = parsed.GetValue(underlying),
            };
            return await ControlVerbs.SendAsync(path, request, parsed.GetValue(json) ? reply => reply.ToJsonString() : Text).ConfigureAwait(false);
        });
        return command;
    }

    private static bool IsConfirmed(string? underlying)
    {
        if (Console.IsInputRedirected)
        {
            Console.Error.WriteLine($"{Word} trades: --yes, or a terminal to type the word on, is needed");
            return false;
        }

        Console.Error.Write($"this trades the whole hedge position of {underlying ?? "every underlying"} at the market; type {Word} to go on: ");
        if (Console.ReadLine()?.Trim() == Word)
        {
            return true;
        }

        Console.Error.WriteLine("nothing is done");
        return false;
    }

    private static string Text(JsonObject reply)
    {
        var lines = reply["underlyings"]!.AsArray().Select(one =>
        {
            var before = (double)one!["positionBefore"]!;
            var after = (double)one["positionAfter"]!;
            var deal = after < before ? "sold" : after > before ? "bought" : "traded";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{one["index"]}  {one["hedgeInstrument"]}: {deal} {Math.Round(Math.Abs(before - after), 8)}, position {before} to {after}");
        });
        var end = (bool)reply["flat"]!
            ? "flat; hedging stays suspended until hedger resume --reason"
            : "not flat yet: flattening goes on as prices and limits allow, unless the engine was halted; see hedger status";
        return string.Join(Environment.NewLine, [.. lines, end]);
    }
}
