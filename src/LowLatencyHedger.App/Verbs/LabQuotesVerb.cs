using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.Backtest.Laboratory;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>lab quotes</c>: closed-form quotes by inventory.</summary>
internal static class LabQuotesVerb
{
    private const int InventoryMax = 100;

    public static Command Create()
    {
        var mid = Number("--mid", 100, "price between the quotes");
        var deviation = Number("--deviation", 2, "standard deviation of the price in a unit of time, quote currency");
        var aversion = Number("--aversion", 0.1, "risk aversion, 1/quote currency");
        var decay = Number("--decay", 1.5, "a quote further away by 1/decay is taken e times less often");
        var intensity = Number("--intensity", 140, "how often a quote at the mid is taken in a unit of time");
        var horizon = Number("--horizon", 0.5, "units of time until the inventory is valued at the mid");
        var inventory = new Option<int>("--inventory") { Description = "from this much short to this much long", DefaultValueFactory = _ => 3 };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command("quotes", "where a market maker quotes, by inventory, in closed form. Example: hedger lab quotes --inventory 5")
        {
            mid, deviation, aversion, decay, intensity, horizon, inventory, json,
        };
        foreach (var option in new[] { mid, deviation, aversion, decay, intensity, horizon })
        {
            option.Validators.Add(result =>
            {
                if (!(result.GetValue(option) > 0) || !double.IsFinite(result.GetValue(option)))
                {
                    result.AddError($"{option.Name} has to be above 0");
                }
            });
        }

        inventory.Validators.Add(result =>
        {
            if (result.GetValue(inventory) is < 0 or > InventoryMax)
            {
                result.AddError($"--inventory has to be 0 to {InventoryMax}");
            }
        });
        command.SetAction(parsed =>
        {
            var quotes = new InventoryQuotes(parsed.GetValue(deviation), parsed.GetValue(aversion), parsed.GetValue(decay), parsed.GetValue(intensity));
            var rows = Rows(quotes, parsed.GetValue(mid), parsed.GetValue(horizon), parsed.GetValue(inventory));
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(new JsonObject { ["rows"] = new JsonArray([.. rows.Select(static row => row.ToJson())]) }.ToJsonString());
            }
            else
            {
                WriteText(rows, Console.Out);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static List<Row> Rows(InventoryQuotes quotes, double mid, double horizon, int most)
    {
        var rows = new List<Row>();
        for (var inventory = -most; inventory <= most; inventory++)
        {
            var reservation = quotes.ReservationPrice(mid, inventory, horizon);
            var half = quotes.HalfSpread(horizon);
            rows.Add(new Row(
                inventory, reservation, reservation - half, reservation + half, mid - quotes.BidDistance(inventory), mid + quotes.AskDistance(inventory)));
        }

        return rows;
    }

    private static void WriteText(List<Row> rows, TextWriter output)
    {
        output.WriteLine("inventory  reservation   until the horizon: bid        ask    far from it: bid        ask");
        foreach (var row in rows)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Inventory,9} {row.Reservation,12:F4} {row.HorizonBid,24:F4} {row.HorizonAsk,10:F4} {row.Bid,19:F4} {row.Ask,10:F4}"));
        }
    }

    private static Option<double> Number(string name, double usual, string what) =>
        new(name) { Description = what, DefaultValueFactory = _ => usual };

    private readonly record struct Row(int Inventory, double Reservation, double HorizonBid, double HorizonAsk, double Bid, double Ask)
    {
        public JsonObject ToJson() => new()
        {
            ["inventory"] = Inventory,
            ["reservation"] = Reservation,
            ["horizonBid"] = HorizonBid,
            ["horizonAsk"] = HorizonAsk,
            ["bid"] = Bid,
            ["ask"] = Ask,
        };
    }
}
