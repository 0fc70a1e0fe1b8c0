using System.Buffers;
using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The JSON of the user trades asked for last: engines that recover ask for the same ones again and again.</summary>
internal sealed class TradeTexts
{
    private const int KeptMax = 4_096;

    private readonly Dictionary<UserTrade, byte[]> _texts = [];
    private readonly Queue<UserTrade> _oldestFirst = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Of(UserTrade trade)
    {
        if (_texts.TryGetValue(trade, out var text))
        {
            return text;
        }

        _bytes.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_bytes))
        {
            OrderJson.WriteUserTrade(writer, trade);
        }

        if (_oldestFirst.Count == KeptMax)
        {
            _texts.Remove(_oldestFirst.Dequeue());
        }

        text = _bytes.WrittenSpan.ToArray();
        _texts.Add(trade, text);
        _oldestFirst.Enqueue(trade);
        return text;
    }
}
