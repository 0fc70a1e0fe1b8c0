using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>Writes down what a <see cref="ReconnectingConnection"/> says, with the times.</summary>
internal sealed class RecordingConnectionHandler : IConnectionHandler
{
    public List<string> Calls { get; } = [];

    public void OnOpen(ReconnectionType type, long receivedNanos) => Calls.Add($"open {type} {receivedNanos}");

    public void OnText(ReadOnlySpan<byte> utf8, long receivedNanos) => Calls.Add($"text {Encoding.UTF8.GetString(utf8)} {receivedNanos}");

    public void OnClosed(in DisconnectionInfo info) => Calls.Add($"closed {info.Type} {info.ClosedNanos}");
}
