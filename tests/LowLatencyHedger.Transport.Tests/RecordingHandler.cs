using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>Writes down what a transport says, in order.</summary>
internal sealed class RecordingHandler : ITransportHandler
{
    /// <summary>The calls as text, without times and detail, so that two transports can be compared.</summary>
    public List<string> Calls { get; } = [];

    public List<long> ReceivedNanos { get; } = [];

    public DisconnectionInfo Closed { get; private set; }

    /// <summary>Runs inside each OnText, after it was written down.</summary>
    public Action<string>? OnTextDo { get; init; }

    public void OnOpen(long receivedNanos) => Calls.Add("open");

    public void OnText(ReadOnlySpan<byte> utf8, long receivedNanos)
    {
        var text = Encoding.UTF8.GetString(utf8);
        Calls.Add(text.Length < 200 ? "text " + text : $"text of {text.Length}");
        ReceivedNanos.Add(receivedNanos);
        OnTextDo?.Invoke(text);
    }

    public void OnClosed(in DisconnectionInfo info)
    {
        Closed = info;
        Calls.Add($"closed {info.Type} {info.CloseCode} {info.HttpStatus}");
    }
}
