using System.Text.Json;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

/// <summary>A book as a client rebuilds it from snapshot and changes; fails on a broken chain or an impossible action.</summary>
internal sealed class RebuiltBook
{
    private long _changeId;

    public Dictionary<double, double> Bids { get; } = [];

    public Dictionary<double, double> Asks { get; } = [];

    public int Changes { get; private set; }

    public void Apply(JsonElement data)
    {
        if (data.GetProperty("type").GetString() == "snapshot")
        {
            Bids.Clear();
            Asks.Clear();
        }
        else
        {
            Assert.Equal(_changeId, data.GetProperty("prev_change_id").GetInt64());
            Changes++;
        }

        Assert.True(data.GetProperty("change_id").GetInt64() > _changeId);
        _changeId = data.GetProperty("change_id").GetInt64();
        Apply(Bids, data.GetProperty("bids"));
        Apply(Asks, data.GetProperty("asks"));
    }

    private static void Apply(Dictionary<double, double> side, JsonElement changes)
    {
        foreach (var change in changes.EnumerateArray())
        {
            var price = change[1].GetDouble();
            var amount = change[2].GetDouble();
            switch (change[0].GetString())
            {
                case "new":
                    side.Add(price, amount);
                    break;
                case "change":
                    Assert.True(side.ContainsKey(price));
                    side[price] = amount;
                    break;
                default:
                    Assert.Equal(0.0, amount);
                    Assert.True(side.Remove(price));
                    break;
            }
        }
    }
}
