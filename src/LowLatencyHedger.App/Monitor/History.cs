using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Monitor;

/// <summary>The last ten minutes of delta, band, price and profit of every underlying, twice a second, so that a page that opens shows them.</summary>
internal sealed class History
{
    private const int Points = 1_200;

    private readonly Queue<(long UtcMillis, double[] Values)>[] _lines;

    public History(int underlyings)
    {
        _lines = new Queue<(long, double[])>[underlyings];
        for (var i = 0; i < underlyings; i++)
        {
            _lines[i] = new Queue<(long, double[])>(Points);
        }
    }

    public void Add(EnginePicture picture)
    {
        for (var i = 0; i < Math.Min(_lines.Length, picture.Underlyings.Count); i++)
        {
            var state = picture.Underlyings[i];
            if (_lines[i].Count == Points)
            {
                _lines[i].Dequeue();
            }

            _lines[i].Enqueue((
                DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                [state.NetDelta, state.BandLower, state.BandUpper, state.HedgeMid, state.ProfitUsd]));
        }
    }

    /// <summary>For each underlying a list of <c>[utcMillis, netDelta, bandLower, bandUpper, mid, profitUsd]</c>.</summary>
    public JsonArray ToJson() => StatusDocument.Each(_lines, line => StatusDocument.Each(
        line, point => new JsonArray([JsonValue.Create(point.UtcMillis), .. point.Values.Select(value => StatusDocument.Number(value, 5))])));
}
