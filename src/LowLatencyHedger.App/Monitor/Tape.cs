using System.Text.Json.Nodes;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Monitor;

/// <summary>The last orders with what became of them, and the last option fills, the newest first.</summary>
internal static class Tape
{
    private const int OfEach = 64;

    public static JsonArray Create(EnginePicture picture)
    {
        var utcOffset = picture.Core.VenueUtcNanos - picture.Core.NowNanos;
        var fills = picture.Fills.Where(fill => fill.Ref.HasValue).ToLookup(fill => fill.Ref);
        var working = picture.Orders.Select(order => order.Ref).ToHashSet();
        var orders = picture.OrdersSent.Take(OfEach).Select(record =>
        {
            var order = record.Output;
            var own = fills[order.Ref].ToList();
            var filled = own.Sum(fill => fill.Amount.ToDouble());
            var price = filled > 0 ? own.Sum(fill => fill.Amount.ToDouble() * fill.Price.ToDouble()) / filled : double.NaN;
            return (Utc: record.NotedUtcNanos, Json: new JsonObject
            {
                ["utc"] = StatusDocument.Utc(record.NotedUtcNanos),
                ["kind"] = "hedge",
                ["label"] = StatusDocument.Label(order.Ref),
                ["instrument"] = picture.Name(order.Instrument),
                ["side"] = order.Side.ToString(),
                ["amount"] = order.Amount.ToDouble(),
                ["price"] = order.Price.ToDouble(),
                ["filled"] = filled,
                ["fillPrice"] = StatusDocument.Number(price, 4),
                ["outcome"] = filled >= order.Amount.ToDouble() ? "filled"
                    : working.Contains(order.Ref) ? "working"
                    : filled > 0 ? "partly filled"
                    : "unfilled",
                ["reason"] = OutputText.Screaming(order.Reason),
                ["cause"] = OutputText.Words(order.Reason),
                ["trigger"] = order.Trigger.ToString(),
                ["deltaBefore"] = StatusDocument.Number(order.DeltaBefore, 6),
                ["deltaAfter"] = StatusDocument.Number(order.DeltaAfter, 6),
                ["expectedCostUsd"] = StatusDocument.Number(order.ExpectedCostUsd, 4),
                ["decidedMicros"] = StatusDocument.Number((order.DecidedNanos - order.ReceivedNanos) / 1e3, 1),
                ["tightestLimit"] = ControlNames.Of(order.Verdict.Tightest),
                ["tightestUsePct"] = StatusDocument.Number(order.Verdict.TightestUsePerMille / 10.0, 1),
            });
        });
        var trades = picture.Fills.Where(fill => !fill.Ref.HasValue).Take(OfEach).Select(fill => (Utc: fill.ReceivedNanos + utcOffset, Json: new JsonObject
        {
            ["utc"] = StatusDocument.Utc(fill.ReceivedNanos + utcOffset),
            ["kind"] = "fill",
            ["label"] = "",
            ["instrument"] = picture.Name(fill.Instrument),
            ["side"] = fill.Side.ToString(),
            ["amount"] = fill.Amount.ToDouble(),
            ["price"] = fill.Price.ToDouble(),
            ["filled"] = fill.Amount.ToDouble(),
            ["fillPrice"] = fill.Price.ToDouble(),
            ["outcome"] = fill.Liquidity == Liquidity.Maker ? "maker" : "taker",
        }));
        return StatusDocument.Each(orders.Concat(trades).OrderByDescending(line => line.Utc), line => line.Json);
    }
}
