using System.Diagnostics;
using System.Security.Cryptography;

namespace LowLatencyHedger.App.Security;

/// <summary>
/// Bytes that must not be seen: one pinned buffer, so that the collector leaves no copies behind, wiped on Dispose. It has no text form and
/// no comparison by content, and a debugger shows nothing of it. Not thread-safe against Dispose.
/// </summary>
[DebuggerDisplay("(secret)")]
[DebuggerTypeProxy(typeof(Hidden))]
internal sealed class Secret : IDisposable
{
    private readonly byte[] _bytes;
    private bool _isDisposed;

    private Secret(int length) => _bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);

    public int Length => _bytes.Length;

    /// <summary>Takes a copy and wipes the source.</summary>
    public static Secret Take(Span<byte> source)
    {
        var secret = new Secret(source.Length);
        source.CopyTo(secret._bytes);
        CryptographicOperations.ZeroMemory(source);
        return secret;
    }

    /// <summary>Hands out the bytes; whoever asks wipes them after use.</summary>
    public int CopyTo(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _bytes.CopyTo(destination);
        return _bytes.Length;
    }

    /// <summary>Nothing of the content: a secret that ends up in a text says only that it is one.</summary>
    public override string ToString() => "(secret)";

    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>What a debugger's expander gets to see: nothing.</summary>
    private sealed class Hidden
    {
        public Hidden(Secret secret) => _ = secret;
    }
}
