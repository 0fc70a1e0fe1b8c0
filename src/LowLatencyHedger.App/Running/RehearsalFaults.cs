using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.SimulatedExchange;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.Running;

/// <summary>What goes wrong at a rehearsal's venue: book messages are lost, orders are refused, in a disturbed act one order in many is never
/// answered; and what a venue tells once a second is told more often. Thread: the venue's, but for what is set.</summary>
internal sealed class RehearsalFaults : IWireFaults
{
    private const int BookLossEvery = 400;
    private const int RareCopies = 8;
    private const int RefusalEvery = 4;
    private const int SilenceEvery = 11;
    private const int HeartbeatEvery = 150;

    private volatile bool _isDisturbed;
    private volatile bool _losesBooks;
    private int _messages;
    private int _books;
    private int _orders;

    /// <summary>Orders go without an answer. The next in that instrument waits for seconds, so nothing else is rehearsed meanwhile.</summary>
    public bool IsDisturbed
    {
        get => _isDisturbed;
        set => _isDisturbed = value;
    }

    /// <summary>Gaps in books, each of which pauses its instrument until the book is there anew.</summary>
    public bool LosesBooks
    {
        get => _losesBooks;
        set => _losesBooks = value;
    }

    public int Copies(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"channel\":\"book."u8) >= 0)
        {
            return ++_books % BookLossEvery == 0 && _losesBooks ? 0 : 1;
        }

        return message.IndexOf("\"channel\":\"deribit_price_index."u8) >= 0 || message.IndexOf("\"channel\":\"markprice.options."u8) >= 0
            || message.IndexOf("\"channel\":\"user.portfolio."u8) >= 0 || message.IndexOf("\"channel\":\"trades."u8) >= 0
            ? RareCopies
            : 1;
    }

    public ReadOnlySpan<byte> Extra() => ++_messages % HeartbeatEvery == 0
        ? "{\"jsonrpc\":\"2.0\",\"method\":\"heartbeat\",\"params\":{\"type\":\"test_request\"}}"u8
        : default;

    public byte[]? Answer(ReadOnlySpan<byte> request, AcceptedWebSocket from)
    {
        if (request.IndexOf("\"private/buy\""u8) < 0 && request.IndexOf("\"private/sell\""u8) < 0)
        {
            return null;
        }

        _orders++;
        return _isDisturbed && _orders % SilenceEvery == 0 ? [] : _orders % RefusalEvery == 0 ? Refusal(request) : null;
    }

    private static byte[] Refusal(ReadOnlySpan<byte> request)
    {
        var id = JsonNode.Parse(request)!["id"]!.DeepClone();
        var answer = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["error"] = new JsonObject { ["code"] = 11029, ["message"] = "invalid_arguments" },
            ["usIn"] = 0,
            ["usOut"] = 0,
            ["usDiff"] = 0,
            ["testnet"] = true,
        };
        return Encoding.UTF8.GetBytes(answer.ToJsonString());
    }
}
