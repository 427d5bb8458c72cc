using System.Diagnostics.CodeAnalysis;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// A safetensors file, mapped into memory and checked when it is opened; tensors are read where they lie.
/// Thread-safe. Tensors taken from it must not be used after it is disposed.
/// </summary>
public sealed unsafe class SafetensorsFile : IWeightSource, IDisposable
{
    private readonly SafetensorsHeader _header;
    private readonly IDisposable _memory;
    private readonly string? _path;
    private readonly byte* _data;
    private readonly Dictionary<string, AlignedMemory> _alignedCopies = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _disposed;

    private SafetensorsFile(string name, byte* start, long length, IDisposable memory, string? path = null)
    {
        Name = name;
        _path = path;
        _memory = memory;
        try
        {
            _header = SafetensorsHeader.Read(name, start, length);
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        _data = start + _header.DataStart;
    }

    /// <summary>The file's path, or what it was called when it was opened from memory.</summary>
    public string Name { get; }

    /// <summary>The tensors by name, as the header describes them.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The header's free-form strings, for example <c>format</c> = <c>pt</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Maps a file.</summary>
    /// <exception cref="CheckpointException">The file is missing, cannot be read or is damaged.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            FileInfo info = new(path);
            if (!info.Exists) throw new CheckpointException($"{path} does not exist. Check the path, or download the checkpoint again.");
            if (info.Length == 0) throw new CheckpointException($"{path} is empty. Download it again.");
            Mapping mapping = new(path);
            return new SafetensorsFile(path, mapping.Start, mapping.Length, mapping, info.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>
    /// Reads a file held in memory. An <see cref="UnmanagedMemoryStream"/> (an assembly's resource) is used where it is;
    /// any other stream is copied.
    /// </summary>
    /// <param name="stream">The whole file; owned by the result.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static SafetensorsFile Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream is UnmanagedMemoryStream unmanaged)
        {
            unmanaged.Position = 0;
            return new SafetensorsFile(name, unmanaged.PositionPointer, unmanaged.Length, unmanaged);
        }

        using (stream)
        {
            AlignedMemory memory = new(stream.Length);
            try
            {
                using UnmanagedMemoryStream target = new(memory.Start, 0, stream.Length, FileAccess.Write);
                stream.CopyTo(target);
                return new SafetensorsFile(name, memory.Start, target.Length, memory);
            }
            catch
            {
                memory.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc />
    /// <exception cref="CheckpointException">The tensor is of a type that networks do not compute with.</exception>
    public bool TryGet(string name, [NotNullWhen(true)] out StoredTensor? tensor)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        tensor = null;
        if (!Entries.TryGetValue(name, out SafetensorsEntry? entry)) return false;
        if (entry.Type is not { } type)
            throw new CheckpointException($"{Name}: tensor {name} is stored as {entry.Dtype}; F32, F16, BF16 and I64 can be used. Use a checkpoint in one of these.");
        tensor = new MappedTensor(this, entry, type);
        return true;
    }

    /// <summary>The tensor's bytes as the file holds them, of whatever type.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="OverflowException">The tensor has more than 2³¹−1 bytes.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SafetensorsEntry entry = Entries[name];
        return new ReadOnlySpan<byte>(_data + entry.Offset, checked((int)entry.ByteLength));
    }

    /// <summary>Reads every floating-point tensor and checks that its numbers are finite. Takes as long as reading the file.</summary>
    /// <exception cref="CheckpointException">A tensor holds a NaN or an infinity; the message names it.</exception>
    public void Verify(CancellationToken cancellationToken = default) =>
        WeightCheck.Finite(this, Entries.Values.Where(e => e.Type is not null).Select(e => e.Name), cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (AlignedMemory copy in _alignedCopies.Values) copy.Dispose();
        _memory.Dispose();
    }

    /// <summary>
    /// Where a tensor can be read with aligned loads. The format asks for no alignment beyond the writer's habit of
    /// padding the header, so a tensor that is off its element size is copied once.
    /// </summary>
    private nint Aligned(SafetensorsEntry entry, int elementSize)
    {
        byte* address = _data + entry.Offset;
        if ((nuint)address % (nuint)elementSize == 0) return (nint)address;
        lock (_lock)
        {
            if (!_alignedCopies.TryGetValue(entry.Name, out AlignedMemory? copy))
            {
                copy = new AlignedMemory(entry.ByteLength);
                Buffer.MemoryCopy(address, copy.Start, entry.ByteLength, entry.ByteLength);
                _alignedCopies.Add(entry.Name, copy);
            }

            return (nint)copy.Start;
        }
    }

    private sealed class MappedTensor(SafetensorsFile owner, SafetensorsEntry entry, ElementType type) : StoredTensor
    {
        public override string Name => entry.Name;

        public override ElementType Type => type;

        public override IReadOnlyList<long> Shape => entry.Shape;

        public override nint Address => owner.Aligned(entry, type.ByteSize());

        public override long ByteLength => entry.ByteLength;

        public override FileLocation? File => owner._path is { } path ? new FileLocation(path, owner._header.DataStart + entry.Offset) : null;

        public override string ToString() => $"{Name} {entry.Dtype} [{string.Join(", ", Shape)}]";
    }

    private sealed class Mapping : IDisposable
    {
        private readonly MemoryMappedFile _file;
        private readonly MemoryMappedViewAccessor _view;

        public Mapping(string path)
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Length = stream.Length;
            _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            byte* pointer = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            Start = pointer + _view.PointerOffset;
        }

        public byte* Start { get; }

        public long Length { get; }

        public void Dispose()
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }

    private sealed class AlignedMemory(long length) : IDisposable
    {
        private byte* _start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), alignment: 64);

        public byte* Start => _start;

        public void Dispose()
        {
            NativeMemory.AlignedFree(_start);
            _start = null;
        }
    }
}
